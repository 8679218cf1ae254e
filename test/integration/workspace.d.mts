export interface TestWorkspace {
  /** Holds a copy of the samples and tiny.png, 32 x 16 pixels of 8-bit RGB. */
  folder: string;
  remove(): void;
}

export function makeWorkspace(): TestWorkspace;
