export const root: string;
export const vsixFile: string;
export function requireVsix(): string;
export function dependency(name: string): string;
