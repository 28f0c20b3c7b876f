export { type ClusterImages, ensureImages, type ImageOptions } from './images.ts';
export { type ImageStore, imageStore } from './store.ts';
