export { type ClusterImages, ensureImages, type ImageOptions } from './images.ts';
