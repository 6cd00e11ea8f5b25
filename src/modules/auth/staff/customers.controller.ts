import { Body, Controller, Get, Patch, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Answers,
  AnswersPage,
  IdParam,
  IfMatch,
  KeysetPages,
  NotFound,
  ONLY_PAGE,
  Operation,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  mapPage,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { CurrentCaller, RequirePermission } from '../access/access';
import type { Caller } from '../access/access';
import { roles } from '../access/permissions';
import { AccountStateConflict, LastAdministrator } from '../auth.errors';
import {
  CustomerQuery,
  CustomerResponse,
  CustomerSummaryResponse,
  RoleResponse,
  SetRoleRequest,
  UpdateCustomerRequest,
} from './customers.dto';
import { CustomersService } from './customers.service';

const CHANGE_PROBLEMS = [NotFound, PreconditionFailed, AccountStateConflict, LastAdministrator] as const;

@ApiTags('Admin customers')
@Controller('v1/admin')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly pages: KeysetPages,
  ) {}

  @Get('customers')
  @RequirePermission('customers:read')
  @Operation({ id: 'listCustomers', summary: 'List accounts', description: 'All accounts, staff too, newest first.' })
  @AnswersPage(CustomerSummaryResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: CustomerQuery): Promise<Page<CustomerSummaryResponse>> {
    const { email, role } = query;
    const scope = { list: 'customers', caller: caller.accountId, email, role };
    const page = await this.pages.page(query, scope, {
      list: (limit, before) => this.customers.list({ email, role }, limit, before),
      count: () => this.customers.count({ email, role }),
    });
    return mapPage(page, (customer) => CustomerSummaryResponse.from(customer));
  }

  @Get('customers/:id')
  @RequirePermission('customers:read')
  @Tagged()
  @Operation({ id: 'getCustomer', summary: 'Read an account', description: 'One account with its contact data.', problems: [NotFound] })
  @Answers(CustomerResponse)
  async get(@IdParam('cus') id: string): Promise<CustomerResponse> {
    return CustomerResponse.from(await this.customers.get(id));
  }

  @Patch('customers/:id')
  @RequirePermission('customers:write')
  @RequireIfMatch()
  @Tagged()
  @Operation({
    id: 'updateCustomer',
    summary: 'Disable or enable an account',
    description: 'Disabling ends every session of the account at once. The last active administrator cannot be disabled.',
    problems: CHANGE_PROBLEMS,
  })
  @Answers(CustomerResponse)
  async update(@IdParam('cus') id: string, @Body() body: UpdateCustomerRequest, @IfMatch() version?: number): Promise<CustomerResponse> {
    return CustomerResponse.from(await this.customers.setStanding(id, { status: body.status }, version));
  }

  @Put('customers/:id/role')
  @RequirePermission('system:admin')
  @RequireIfMatch()
  @Tagged()
  @Operation({
    id: 'setCustomerRole',
    summary: 'Give an account a role',
    description:
      'Ends every session of the account; it signs in again with the new permissions. The last active administrator keeps the role.',
    problems: CHANGE_PROBLEMS,
  })
  @Answers(CustomerResponse)
  async setRole(@IdParam('cus') id: string, @Body() body: SetRoleRequest, @IfMatch() version?: number): Promise<CustomerResponse> {
    return CustomerResponse.from(await this.customers.setStanding(id, { role: body.role }, version));
  }

  @Get('roles')
  @RequirePermission('customers:read')
  @Operation({
    id: 'listRoles',
    summary: 'List roles',
    description: 'The roles of the shop and the permissions of each. Roles are part of the program.',
  })
  @AnswersPage(RoleResponse)
  listRoles(): Page<RoleResponse> {
    return { data: roles.map((role) => RoleResponse.from(role)), page: ONLY_PAGE };
  }
}
