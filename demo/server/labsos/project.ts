/** The demo has one project. */
export const projectPath = '/api/projects/lab';
