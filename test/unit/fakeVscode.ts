/**
 * Stands in for the `vscode` module in unit tests: the parts that the host uses, over a file system in memory. What VS
 * Code really does is tested in real VS Code (test/integration, test/e2e).
 */
import { posix } from 'node:path';
import { fill } from '../../src/core/text';

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  static file(path: string): Uri {
    return new Uri('file', path);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, posix.join(base.path, ...parts));
  }
  with({ path }: { path: string }): Uri {
    return new Uri(this.scheme, path);
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class FileSystemError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

export class TabInputCustom {
  constructor(
    readonly uri: Uri,
    readonly viewType: string,
  ) {}
}
export class TabInputText {
  constructor(readonly uri: Uri) {}
}

/** What the tests look at and set. */
export const fake = {
  files: new Map<string, Uint8Array>(),
  readonlyFolders: new Set<string>(),
  workspaceFolder: undefined as Uri | undefined,
  settings: {} as Record<string, unknown>,
  /** Of the window's language; undefined: English. */
  translations: undefined as Readonly<Record<string, string>> | undefined,
  /** What the person chooses in VS Code's file dialog; undefined: Cancel. */
  chosenFiles: undefined as Uri[] | undefined,
  reset(): void {
    fake.files.clear();
    fake.readonlyFolders.clear();
    fake.workspaceFolder = undefined;
    fake.settings = {};
    fake.translations = undefined;
    fake.chosenFiles = undefined;
    window.tabGroups.activeTabGroup.activeTab = undefined;
  },
};

function assertWritable(uri: Uri): void {
  if (fake.readonlyFolders.has(posix.dirname(uri.path)))
    throw new FileSystemError(`EACCES ${uri.path}`, 'NoPermissions');
}

function bytesOf(uri: Uri): Uint8Array {
  const bytes = fake.files.get(uri.path);
  if (!bytes) throw new FileSystemError(`ENOENT ${uri.path}`, 'FileNotFound');
  return bytes;
}

export const workspace = {
  fs: {
    stat: async (uri: Uri) => ({ size: bytesOf(uri).length }),
    readFile: async (uri: Uri) => bytesOf(uri),
    writeFile: async (uri: Uri, bytes: Uint8Array) => {
      assertWritable(uri);
      fake.files.set(uri.path, bytes);
    },
    rename: async (from: Uri, to: Uri, { overwrite }: { overwrite: boolean }) => {
      assertWritable(to);
      if (!overwrite && fake.files.has(to.path)) throw new FileSystemError(`EEXIST ${to.path}`, 'FileExists');
      fake.files.set(to.path, bytesOf(from));
      fake.files.delete(from.path);
    },
    delete: async (uri: Uri) => {
      bytesOf(uri);
      fake.files.delete(uri.path);
    },
    createDirectory: async () => {},
  },
  getWorkspaceFolder: () => fake.workspaceFolder && { uri: fake.workspaceFolder },
  getConfiguration: () => ({ get: (name: string, otherwise?: unknown) => fake.settings[name] ?? otherwise }),
};

export const window = {
  showOpenDialog: async () => fake.chosenFiles,
  tabGroups: { activeTabGroup: { activeTab: undefined as { input: unknown } | undefined } },
};

export const l10n = {
  get bundle(): Readonly<Record<string, string>> | undefined {
    return fake.translations;
  },
  t: (text: string, ...values: (string | number)[]) => fill(fake.translations?.[text] ?? text, ...values),
};

export const version = '1.100.0';
export const env = { appHost: 'desktop', remoteName: undefined, uiKind: 1, language: 'en' };
export enum UIKind {
  Desktop = 1,
  Web = 2,
}
export const extensions = { getExtension: () => ({ packageJSON: { version: '9.9.9' } }) };

export enum StatusBarAlignment {
  Left = 1,
  Right = 2,
}
