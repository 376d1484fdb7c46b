"""`manage.py accounts [--json]`: who to sign in as in the demonstration."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mingcha.demo.city.cast import PASSWORD
from mingcha.demo.city.reporting import PASSPHRASE
from mingcha.foundation.accounts.models import User
from mingcha.registry.organisations.models import Representative

# Accounts to begin with, and what each can do.
SHOWN = {
    "city-office-head": "市委巡察办主任：轮次、组队、反馈、归档",
    "city-office-staff01": "市委巡察办干部：方案、组建、通知、移交、销号",
    "city-office-staff02": "市委巡察办干部：反馈意见、会审",
    "city-group-head": "巡察工作领导小组组长：审议、批准、授权",
    "city-group-member": "巡察工作领导小组成员",
    "city-committee-clerk": "党委文书：登记审定",
    "city-department-officer01": "第一巡察组组长（第二轮）",
    "city-department-officer02": "第一巡察组副组长（第二轮）",
    "city-department-officer03": "第一巡察组联络员（第二轮，一家单位回避）",
    "city-department-officer04": "第一巡察组组员（第二轮）",
    "city-department-officer05": "第一巡察组组员（第二轮）",
    "city-case-manager": "市纪委监委案管室：接收和处置线索",
    "city-supervisor": "市纪委监委监督检查室：核查整改",
    "city-organisation-officer": "市委组织部：核查整改、反馈清单（一份退回补充）",
    "province-office-staff": "省委巡视办干部：前置审核市委工作方案",
    "org-th013": "被巡察单位联络员，正在整改：方案、进展",
    "org-th029": "被巡察单位联络员，正在被巡察：签收、方案、进展",
    "c220502-office-head": "东昌区委巡察办主任：只见本区",
    "system-admin": "系统管理员：账号",
    "security-admin": "安全保密管理员：机构和岗位",
    "audit-admin": "安全审计员：操作留痕",
}


class Command(BaseCommand):
    help = "List the demonstration's accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        found = {user.username: user for user in User.objects.filter(username__in=SHOWN)}
        speaking = Representative.objects.filter(user__in=found.values()).select_related("organisation")
        spoken_for = {one.user_id: f"（{one.organisation.name}）" for one in speaking}
        rows = [
            {
                "username": name,
                "password": PASSWORD,
                "name": found[name].full_name,
                "role": role + spoken_for.get(found[name].pk, ""),
            }
            for name, role in SHOWN.items()
            if name in found
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        if not rows:
            self.stdout.write("There are no demonstration accounts here.")
            return
        self.stdout.write(f"演示账号（口令均为 {PASSWORD}）：")
        for row in rows:
            self.stdout.write(f"  {row['username']:28} {row['role']}")
        self.stdout.write(f"  举报密钥保管人（组长、副组长、组员、巡察办主任）的口令均为“{PASSPHRASE}”。")
        self.stdout.write("  其他被巡察单位的账号见该单位页面“联络账号”一栏，口令相同。")
