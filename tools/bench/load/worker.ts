import { closed } from './closed.ts';
import type { Job } from './jobs.ts';
import { open } from './open.ts';

// The load generator's process: takes jobs one after another from its parent and answers their outcomes.
process.on('message', (job: Job) => {
  void (job.kind === 'closed' ? closed(job) : open(job)).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
