/** Makes all WebGL2 contexts refuse, as a GPU whose memory is full does, textures of more texels than this from now on. */
export function limitTextures(mostTexels: number): void {
  const prototype = WebGL2RenderingContext.prototype;
  const { texStorage2D, texStorage3D, getError } = prototype;
  const refused = new WeakSet<WebGL2RenderingContext>();
  prototype.texStorage2D = function (target, levels, format, width, height) {
    if (width * height > mostTexels) refused.add(this);
    else texStorage2D.call(this, target, levels, format, width, height);
  };
  prototype.texStorage3D = function (target, levels, format, width, height, depth) {
    if (width * height * depth > mostTexels) refused.add(this);
    else texStorage3D.call(this, target, levels, format, width, height, depth);
  };
  prototype.getError = function () {
    return refused.delete(this) ? this.OUT_OF_MEMORY : getError.call(this);
  };
}
