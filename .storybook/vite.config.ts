import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Stories import `bisse/ui` as users do, and get this package's source.
  resolve: { conditions: ['bisse-source', ...defaultClientConditions] },
});
