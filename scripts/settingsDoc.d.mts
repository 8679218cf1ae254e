/** docs/settings.md as it should be. */
export function settingsDocument(): string;
