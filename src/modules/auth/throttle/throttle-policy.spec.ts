import { loginPolicies, pauseSeconds } from './throttle-policy';

describe('throttle policy', () => {
  it('is patient first, doubles then, and never locks for good', () => {
    const { pair } = loginPolicies;
    const pauses = [0, 9, 10, 11, 12, 13, 20, 21, 1_000_000].map((failures) => pauseSeconds(failures, pair));
    expect(pauses).toEqual([0, 0, 0, 1, 2, 4, 512, 900, 900]);
  });

  it('never slows a whole account for more than half a minute', () => {
    expect(pauseSeconds(1_000_000, loginPolicies.account)).toBe(30);
  });
});
