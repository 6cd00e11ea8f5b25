import { AuthFacade, PersonalData } from '../../../src/modules/auth';
import { AddressService } from '../../../src/modules/auth/account/address.service';
import type { AddressFields } from '../../../src/modules/auth/account/address.service';
import { ExportService } from '../../../src/modules/auth/account/export.service';
import { LoginService } from '../../../src/modules/auth/account/login.service';
import { ProfileService } from '../../../src/modules/auth/account/profile.service';
import {
  AccountStateConflict,
  InvalidCredentials,
  LastAdministrator,
  StaffCannotBeErased,
  TooManyAddresses,
} from '../../../src/modules/auth/auth.errors';
import { SessionService } from '../../../src/modules/auth/session/session.service';
import { CustomersService } from '../../../src/modules/auth/staff/customers.service';
import { NotFound, PreconditionFailed } from '../../../src/platform/http';
import { demo, somewhere, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

let auth: AuthApp;
let profiles: ProfileService;
let addresses: AddressService;
let customers: CustomersService;
let logins: LoginService;
let facade: AuthFacade;
let id: string;

const home: AddressFields = {
  name: 'Ada Lovelace',
  line1: 'Torstraße 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
  phone: '+49 30 901820',
};

beforeAll(async () => {
  auth = await startAuth();
  profiles = auth.app.get(ProfileService, { strict: false });
  addresses = auth.app.get(AddressService, { strict: false });
  customers = auth.app.get(CustomersService, { strict: false });
  logins = auth.app.get(LoginService, { strict: false });
  facade = auth.app.get(AuthFacade);
});
beforeEach(async () => {
  await auth.empty();
  id = await facade.ensureAccount({ ...demo, role: 'customer' });
});
afterAll(() => auth.close());

const staff = (email: string) => facade.ensureAccount({ ...demo, email, role: 'admin' });

describe('profile', () => {
  it('changes what is named, takes away what is null, and seals the phone', async () => {
    await profiles.change(id, { phone: '+49 30 901820' });
    const profile = await profiles.change(id, { name: null });
    expect(profile).toMatchObject({ name: null, phone: '+49 30 901820', version: 3, email: demo.email });
    expect(JSON.stringify(await auth.database.query('SELECT phone_sealed FROM auth_account'))).not.toContain('901820');
  });

  it('refuses a change of an older version', async () => {
    await profiles.change(id, { name: 'Countess' }, 1);
    await expect(profiles.change(id, { name: 'Nobody' }, 1)).rejects.toThrow(PreconditionFailed);
  });
});

describe('address book', () => {
  it('stores postal fields sealed and answers them in clear', async () => {
    const { id: addressId } = await addresses.add(id, home);
    expect(JSON.stringify(await auth.database.query('SELECT sealed FROM auth_address'))).not.toContain('Torstra');
    expect(await addresses.get(id, addressId)).toMatchObject({ ...home, version: 1, defaultShipping: false });
  });

  it('merges a change, removes what is null, and guards the version', async () => {
    const { id: addressId } = await addresses.add(id, { ...home, line2: 'attic' });
    const changed = await addresses.change(id, addressId, { city: 'Potsdam', line2: null }, 1);
    expect(changed).toMatchObject({ city: 'Potsdam', line2: null, line1: home.line1, version: 2 });
    await expect(addresses.change(id, addressId, { city: 'Bonn' }, 1)).rejects.toThrow(PreconditionFailed);
    await expect(addresses.remove(id, addressId, 1)).rejects.toThrow(PreconditionFailed);
    await addresses.remove(id, addressId);
    await expect(addresses.get(id, addressId)).rejects.toThrow(NotFound);
  });

  it("hides another customer's address exactly like a missing one", async () => {
    const { id: addressId } = await addresses.add(id, home);
    const stranger = await facade.ensureAccount({ ...demo, email: 'stranger@example.com', role: 'customer' });
    await expect(addresses.get(stranger, addressId)).rejects.toThrow(NotFound);
    await expect(addresses.change(stranger, addressId, { city: 'Rome' })).rejects.toThrow(NotFound);
    await expect(addresses.remove(stranger, addressId)).rejects.toThrow(NotFound);
    expect((await addresses.get(id, addressId)).city).toBe('Berlin');
  });

  it('keeps one default of each kind under parallel requests', async () => {
    await Promise.all(Array.from({ length: 8 }, () => addresses.add(id, { ...home, defaultShipping: true, defaultBilling: true })));
    const book = await addresses.list(id, 100);
    expect(book).toHaveLength(8);
    expect(book.filter(({ defaultShipping }) => defaultShipping)).toHaveLength(1);
    expect(book.filter(({ defaultBilling }) => defaultBilling)).toHaveLength(1);
  });

  it('takes what is the default already as it is, and passes the place on', async () => {
    const { id: first } = await addresses.add(id, { ...home, defaultShipping: true });
    const again = await addresses.change(id, first, { ...home, city: 'Bonn', defaultShipping: true }, 1);
    expect(again).toMatchObject({ city: 'Bonn', defaultShipping: true, version: 2 });
    const { id: second } = await addresses.add(id, home);
    await addresses.change(id, second, { defaultShipping: true }, 1);
    expect(await addresses.get(id, first)).toMatchObject({ defaultShipping: false, version: 3 });
  });

  it('has room for fifty, also when two are added at once', async () => {
    for (let i = 0; i < 49; i += 1) await addresses.add(id, home);
    const outcomes = await Promise.allSettled([addresses.add(id, home), addresses.add(id, home)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(addresses.add(id, home)).rejects.toThrow(TooManyAddresses);
  });

  it('pages newest first', async () => {
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.unshift((await addresses.add(id, home)).id);
    expect((await addresses.list(id, 2)).map((address) => address.id)).toEqual(ids.slice(0, 2));
    expect((await addresses.list(id, 2, ids[1])).map((address) => address.id)).toEqual(ids.slice(2));
  });
});

describe('erasure and export', () => {
  it('empties the account, ends its sessions and frees the address', async () => {
    await addresses.add(id, home);
    await profiles.change(id, { phone: '+49 30 901820' });
    await logins.login(demo, somewhere);
    await profiles.erase(id);
    const everything = JSON.stringify(
      await Promise.all(
        ['auth_account', 'auth_address', 'auth_session', 'auth_one_time_token'].map((table) =>
          auth.database.query(`SELECT * FROM ${table}`),
        ),
      ),
    ).toLowerCase();
    expect(everything).not.toContain('lovelace');
    expect(everything).not.toContain(somewhere.source);
    await expect(logins.login(demo, somewhere)).rejects.toThrow(InvalidCredentials);
    expect(await facade.accountExists(id)).toBe(false);
    expect(await facade.ensureAccount({ ...demo, role: 'customer' })).not.toBe(id);
    await expect(profiles.erase(id)).rejects.toThrow(PreconditionFailed);
  });

  it('does not erase staff', async () => {
    await expect(profiles.erase(await staff('root@example.com'))).rejects.toThrow(StaffCannotBeErased);
  });

  it('exports the own data with what other modules add', async () => {
    await addresses.add(id, home);
    await logins.login(demo, somewhere);
    auth.app.get(PersonalData).register({ section: 'orders', collect: async (accountId) => [{ accountId, number: 'P-1' }] });
    const copy = await auth.app.get(ExportService, { strict: false }).collect(id);
    expect(copy.account.email).toBe(demo.email);
    expect(copy.addresses[0]).toMatchObject({ line1: 'Torstraße 1' });
    expect(copy.sessions).toHaveLength(1);
    expect(copy.sections).toEqual({ orders: [{ accountId: id, number: 'P-1' }] });
    expect(JSON.stringify(copy)).not.toContain('argon2');
  });
});

describe('staff', () => {
  it('ends sessions by disabling and by a new role', async () => {
    const sessions = auth.app.get(SessionService, { strict: false });
    await staff('root@example.com');
    const session = async () => {
      await logins.login(demo, somewhere);
      return (await sessions.list(id, 1))[0]?.id ?? '';
    };
    const first = await session();
    expect(await sessions.identify(first)).toMatchObject({ accountId: id, role: 'customer' });
    await customers.setStanding(id, { role: 'manager' }, 1);
    expect(await sessions.identify(first)).toBeUndefined();
    const second = await session();
    expect(await sessions.identify(second)).toMatchObject({ role: 'manager' });
    await customers.setStanding(id, { status: 'disabled' }, 2);
    expect(await sessions.identify(second)).toBeUndefined();
    await customers.setStanding(id, { status: 'active' }, 3);
    expect(await sessions.identify(second)).toBeUndefined();
  });

  it('keeps one administrator when two remove each other at once', async () => {
    const [one, two] = [await staff('one@example.com'), await staff('two@example.com')];
    const outcomes = await Promise.allSettled([
      customers.setStanding(one, { role: 'customer' }),
      customers.setStanding(two, { status: 'disabled' }),
    ]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual([expect.any(LastAdministrator)]);
  });

  it('refuses stale versions, unknown accounts and accounts that wait', async () => {
    await customers.setStanding(id, { status: 'disabled' }, 1);
    await expect(customers.setStanding(id, { status: 'active' }, 1)).rejects.toThrow(PreconditionFailed);
    await expect(customers.setStanding('cus_0000000000000000000000', { status: 'active' })).rejects.toThrow(NotFound);
    await auth.database.execute(`UPDATE auth_account SET status = 'pending' WHERE id = ?`, [id]);
    await expect(customers.setStanding(id, { status: 'active' })).rejects.toThrow(AccountStateConflict);
  });

  it('lists newest first, by the beginning of the address, wildcards being plain characters', async () => {
    const root = await staff('root_one@example.com');
    expect((await customers.list({}, 10)).map((customer) => customer.id)).toEqual([root, id]);
    expect((await customers.list({ email: 'ADA' }, 10)).map((customer) => customer.id)).toEqual([id]);
    expect(await customers.list({ email: 'root%' }, 10)).toEqual([]);
    expect(await customers.count({ email: 'root_', role: 'admin' })).toBe(1);
    expect((await customers.list({}, 10, root)).map((customer) => customer.id)).toEqual([id]);
  });
});
