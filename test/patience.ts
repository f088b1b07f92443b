import { configure } from '@testing-library/react';

// What is waited for comes when it comes; a busy machine must not fail a test.
configure({ asyncUtilTimeout: 15_000 });
