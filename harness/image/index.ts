export { baseImage } from './base.ts';
export { type ClusterImages, ensureImages, type ImageOptions } from './images.ts';
