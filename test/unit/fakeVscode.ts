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
  get fsPath(): string {
    return this.path;
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

export enum FileType {
  Unknown = 0,
  File = 1,
  Directory = 2,
  SymbolicLink = 64,
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
  /** Files and folders that are something else than a regular file. */
  types: new Map<string, FileType>(),
  /** When files were made and written to; where unset, that cannot be told. */
  times: new Map<string, number>(),
  /** Sizes that files only claim to have. */
  sizes: new Map<string, number>(),
  readonlyFolders: new Set<string>(),
  workspaceFolder: undefined as Uri | undefined,
  settings: {} as Record<string, unknown>,
  /** What the person's own settings and the defaults are, without the workspace's. */
  ownSettings: {} as Record<string, unknown>,
  /** Of the window's language; undefined: English. */
  translations: undefined as Readonly<Record<string, string>> | undefined,
  /** What the person chooses in VS Code's file dialog; undefined: Cancel. */
  chosenFiles: undefined as Uri[] | undefined,
  reset(): void {
    for (const map of [fake.files, fake.types, fake.times, fake.sizes]) map.clear();
    fake.readonlyFolders.clear();
    workspace.isTrusted = true;
    workspace.fs.writeFile = writeFile;
    fake.workspaceFolder = undefined;
    fake.settings = {};
    fake.ownSettings = {};
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

async function writeFile(uri: Uri, bytes: Uint8Array): Promise<void> {
  assertWritable(uri);
  fake.files.set(uri.path, bytes);
}

function stat(uri: Uri): { type: FileType; size: number; ctime: number; mtime: number } {
  const type = fake.types.get(uri.path) ?? FileType.File;
  const size = fake.sizes.get(uri.path) ?? (type & FileType.File ? bytesOf(uri).length : 0);
  const time = fake.times.get(uri.path) ?? 0;
  return { type, size, ctime: time, mtime: time };
}

export const workspace = {
  isTrusted: true,
  fs: {
    stat: async (uri: Uri) => stat(uri),
    readFile: async (uri: Uri) => bytesOf(uri),
    readDirectory: async (uri: Uri) =>
      [...fake.files.keys()]
        .filter((path) => posix.dirname(path) === uri.path)
        .map((path): [string, FileType] => [posix.basename(path), FileType.File]),
    writeFile,
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
  asRelativePath: ({ path }: Uri) => posix.relative(fake.workspaceFolder?.path ?? '/', path),
  getConfiguration: () => ({
    get: (name: string, otherwise?: unknown) => fake.settings[name] ?? otherwise,
    inspect: (name: string) => ({ globalValue: fake.ownSettings[name], workspaceValue: fake.settings[name] }),
  }),
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
