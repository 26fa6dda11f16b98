import { closed } from './closed.ts';
import type { Job } from './jobs.ts';
import { open } from './open.ts';

// The process of the load generator: receives jobs from its parent and returns their results.
process.on('message', (job: Job) => {
  void (job.kind === 'closed' ? closed(job) : open(job)).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
