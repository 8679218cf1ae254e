import { fileKeys, realPathOf } from '../../node/fileKeys';
import { copyPermissions } from '../../node/permissions';
import { isGone, thisProcess } from '../../node/processOwner';
import type { DiskFiles } from '../diskFiles';

export const nodeDiskFiles: DiskFiles = {
  keysOf: (file) => fileKeys(file),
  realPathOf,
  copyPermissions,
  thisProcess,
  isGone,
};
