import {
  hiddenFilterSums,
  inputFilterSums,
  lossSums,
  outputFilterSums,
  regionHeight,
  regionWidth,
} from '../gradientSums';
import {
  biasRow,
  hidden2BiasColumn,
  inputFilterRow,
  lossColumn,
  outputBiasColumn,
  outputFilterRow,
  quads,
} from '../parameterTexels';
import { type ShaderSources, shader, wholeVertex } from './common';

/** The second stage of the reduction: adds the segments' sums for one texel of the parameters, in runs of 16. */
const gradientAccess = `
uniform sampler2DArray partialSums;

// Column and row in a region, and the layer; the layer is -1 where there is no parameter.
ivec3 placeOfSum(ivec2 texel) {
  int quad = texel.x >> 2;
  int layer = texel.x & 3;
  if (texel.y < ${inputFilterRow}) {
    return ivec3((texel.y % ${quads}) * ${quads} + quad, texel.y / ${quads}, layer);
  }
  if (texel.y < ${outputFilterRow}) return ivec3(${inputFilterSums.x} + quad, texel.y - ${inputFilterRow}, layer);
  if (texel.y < ${biasRow}) return ivec3(${outputFilterSums.x} + quad, 0, layer);
  if (texel.x < ${hidden2BiasColumn}) return ivec3(${inputFilterSums.x + quads} + texel.x, 0, 0);
  if (texel.x < ${outputBiasColumn}) {
    return ivec3(${hiddenFilterSums.x + quads * quads - hidden2BiasColumn} + texel.x, 0, 0);
  }
  if (texel.x == ${outputBiasColumn}) return ivec3(${outputFilterSums.x + quads}, 0, 0);
  if (texel.x == ${lossColumn}) return ivec3(${lossSums.x}, 0, 0);
  return ivec3(-1);
}

vec4 gradientOf(ivec2 texel) {
  ivec3 place = placeOfSum(texel);
  vec4 sum = vec4(0);
  if (place.z < 0) return sum;
  for (int first = 0; first < segments; first += 16) {
    vec4 run = vec4(0);
    for (int s = first; s < min(first + 16, segments); s++) {
      ivec2 region = ivec2(s % regionGrid.x, s / regionGrid.x) * ivec2(${regionWidth}, ${regionHeight});
      run += texelFetch(partialSums, ivec3(region + place.xy, place.z), 0);
    }
    sum += run;
  }
  return sum;
}
`;

/**
 * One step of Adam with betas 0.9 and 0.999, epsilon 1e-8 (Kingma & Ba, 2015): layer 0 holds the parameters, 1 and 2
 * the moments. The loss is added up in layer 0. One fetch for each segment and three more a texel.
 */
export const adam: ShaderSources = {
  vertex: wholeVertex,
  fragment: shader(`
${gradientAccess}
uniform sampler2DArray parameters;
uniform vec3 adamStep;  // learning rate / (1 - beta1^t), 1 / sqrt(1 - beta2^t), 1 to keep the losses before or 0
layout(location = 0) out vec4 parameter;
layout(location = 1) out vec4 firstMoment;
layout(location = 2) out vec4 secondMoment;

void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  vec4 gradient = gradientOf(texel);
  parameter = texelFetch(parameters, ivec3(texel, 0), 0);
  if (texel == ivec2(${lossColumn}, ${biasRow})) {
    parameter = adamStep.z * parameter + gradient;
    firstMoment = secondMoment = vec4(0);
    return;
  }
  firstMoment = 0.9 * texelFetch(parameters, ivec3(texel, 1), 0) + 0.1 * gradient;
  secondMoment = 0.999 * texelFetch(parameters, ivec3(texel, 2), 0) + 0.001 * gradient * gradient;
  parameter -= adamStep.x * firstMoment / (sqrt(secondMoment) * adamStep.y + 1e-8);
}
`),
};

/** The gradient itself, laid out as the parameters. */
export const gradient: ShaderSources = {
  vertex: wholeVertex,
  fragment: shader(`
${gradientAccess}
layout(location = 0) out vec4 value;

void main() {
  value = gradientOf(ivec2(gl_FragCoord.xy));
}
`),
};
