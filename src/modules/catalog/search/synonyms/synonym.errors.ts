import { defineProblem } from '../../../../platform/http';

export class InvalidSynonym extends defineProblem({
  code: 'catalog/invalid-synonym',
  status: 422,
  title: 'The synonym breaks a rule',
  help: 'Equivalent words are two or more and have no `from`; a one-way synonym says in `from` what is typed, and in `words` what is found too. Each entry is one to three words that a search looks for; two that mean the same to a search count once. The detail names what does not fit.',
}) {}
