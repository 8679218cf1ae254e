import type { WebglContext } from '../gpu/context';

/** Owns the GPU objects made for one purpose, so that all are freed together, also when making one of them failed. */
export class Scope {
  private readonly releases: (() => void)[] = [];

  constructor(readonly context: WebglContext) {}

  get gl(): WebGL2RenderingContext {
    return this.context.gl;
  }

  onDispose(release: () => void): void {
    this.releases.push(release);
  }

  dispose(): void {
    for (const release of this.releases.splice(0).reverse()) release();
  }
}
