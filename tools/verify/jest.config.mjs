import preset from '../../jest.preset.mjs';

// The programs run from their sources, so their imports name the `.ts` files.
export default { ...preset, displayName: 'verify' };
