import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Answers,
  AnswersNothing,
  AnswersPage,
  KeysetPages,
  IdParam,
  IfMatch,
  mapPage,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  Tagged,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { Idempotent } from '../../../platform/http/idempotency';
import { accountOf, CurrentCaller, CustomerOnly } from '../access/access';
import type { Caller } from '../access/access';
import { TooManyAddresses } from '../auth.errors';
import { AddressService } from './address.service';
import { AddressResponse, CreateAddressRequest, UpdateAddressRequest } from './me.dto';

@ApiTags('Account')
@Controller('v1/me/addresses')
export class AddressesController {
  constructor(
    private readonly addresses: AddressService,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @CustomerOnly()
  @Operation({ id: 'listAddresses', summary: 'List the address book', description: 'Newest first; at most 50 entries in all.' })
  @AnswersPage(AddressResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<AddressResponse>> {
    const account = accountOf(caller);
    const page = await this.pages.page(query, ['addresses', account], {
      list: (limit, before) => this.addresses.list(account, limit, before),
      count: () => this.addresses.count(account),
    });
    return mapPage(page, (address) => AddressResponse.from(address));
  }

  @Post()
  @CustomerOnly()
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createAddress',
    summary: 'Add an address',
    description: 'A new default takes the place of the old one. What is written here is stored encrypted.',
    problems: [TooManyAddresses],
  })
  @Answers(AddressResponse, { status: 201, location: '/v1/me/addresses/{id}' })
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateAddressRequest): Promise<AddressResponse> {
    return AddressResponse.from(await this.addresses.add(accountOf(caller), body));
  }

  @Get(':id')
  @CustomerOnly()
  @Tagged()
  @Operation({ id: 'getAddress', summary: 'Read an address', description: 'One entry of the own address book.', problems: [NotFound] })
  @Answers(AddressResponse)
  async get(@CurrentCaller() caller: Caller, @IdParam('addr') id: string): Promise<AddressResponse> {
    return AddressResponse.from(await this.addresses.get(accountOf(caller), id));
  }

  @Patch(':id')
  @CustomerOnly()
  @Tagged()
  @Operation({
    id: 'updateAddress',
    summary: 'Change an address',
    description: 'JSON Merge Patch: what is absent stays, null takes away. Orders keep the address they were placed with.',
    problems: [NotFound, PreconditionFailed],
  })
  @Answers(AddressResponse)
  async update(
    @CurrentCaller() caller: Caller,
    @IdParam('addr') id: string,
    @Body() body: UpdateAddressRequest,
    @IfMatch() version?: number,
  ): Promise<AddressResponse> {
    return AddressResponse.from(await this.addresses.change(accountOf(caller), id, body, version));
  }

  @Delete(':id')
  @CustomerOnly()
  @Operation({
    id: 'deleteAddress',
    summary: 'Delete an address',
    description: 'Takes the entry out of the book. Orders keep the address they were placed with.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing(204)
  async remove(@CurrentCaller() caller: Caller, @IdParam('addr') id: string, @IfMatch() version?: number): Promise<void> {
    await this.addresses.remove(accountOf(caller), id, version);
  }
}
