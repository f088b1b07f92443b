export { Bell } from './bell.tsx';
export { Center } from './center.tsx';
export { ConnectionBanner } from './connection-banner.tsx';
export { NotificationsProvider as Provider } from './notifications-provider.tsx';
export { Toaster } from './toaster.tsx';
