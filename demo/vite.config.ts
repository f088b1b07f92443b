import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig(({ command }) => {
  // What is built is what people see: React's production build, also when a test (NODE_ENV=test) asks for it.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    plugins: [react()],
    // The demo runs on this package's source, as `npm start` runs its server.
    resolve: { conditions: ['bisse-source', ...defaultClientConditions] },
    build: { outDir: 'dist', emptyOutDir: true, target: 'es2023' },
  };
});
