import type { PlacedPicture } from '../../src/shared/viewing';
import type { Viewer } from '../view/viewer';
import type { WorkerConnection } from '../workerClient';
import { PlacedPictures } from './placedPictures';

/** Shows the picture getting better while the network learns: says what is looked at, and draws what comes. */
export class LiveView {
  private readonly pictures = new PlacedPictures();
  private isRunning = false;

  constructor(
    private readonly viewer: Viewer,
    private readonly worker: () => Promise<WorkerConnection>,
  ) {}

  start(): void {
    this.isRunning = true;
    this.pictures.clear();
    this.viewer.compare.overlay = { coversOriginal: false, paint: (...on) => this.pictures.paint(...on) };
    void this.look();
  }

  /** Another part is in sight, or another page. */
  moved(): void {
    if (this.isRunning) void this.look();
  }

  pageChanged(): void {
    this.pictures.clear();
  }

  show(piece: PlacedPicture): void {
    if (!this.isRunning) return;
    this.pictures.put(piece);
    this.viewer.isGrowing = true;
    this.viewer.compare.draw();
  }

  /** The run is over; what it showed goes when the pictures of its result are there, or at once without one. */
  async end(hasResult: boolean): Promise<void> {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.viewer.isGrowing = false;
    void this.look();
    if (hasResult) await this.viewer.whenShown();
    if (!this.isRunning) this.viewer.compare.overlay = undefined;
  }

  private async look(): Promise<void> {
    const { compare, page, mapping } = this.viewer;
    const area = this.isRunning ? compare.visibleArea : undefined;
    (await this.worker()).notify('watch', area && mapping && { page, area, mapping });
  }
}
