export { baseImage, hasBaseImage } from './base.ts';
export { imageLock } from './image-lock.ts';
export { type ClusterImages, ensureImages, type ImageOptions } from './images.ts';
export { defaultNodeEngine, type NodeEngine, nodeEngineOf } from './node-engine.ts';
export { nameInNode } from './node-name.ts';
export { outdatedImages, removeImage } from './outdated.ts';
export { type ImageStore, imageStore } from './store.ts';
