"""A new ``round.toml``: every key with what it means, for a clerk who edits it in Notepad."""

import json

from toolkit.model import Server
from toolkit.rounds.settings import Settings

_TEXT = """\
# 一次年报工作的设置。“#”后面是说明；改了保存，下一条命令就按新的办。
# 文字两边用英文的双引号 "；日期写成 2025-01-15，不加引号。

# 报告年度：所报告的那一年，不是报送的那一年
year = {year}

# 组织填报的单位，印在封面和信函上
office = {office}

# 业务咨询的联系人和电话，印在封面上
office_contact = {office_contact}

# 报送截止日期。过了这一天还没有报的，是“逾期”；没有定的，在行首加“#”
{deadline}

# 退回修改的，几天内改好报回；期限内不算逾期。0：只看截止日期
correction_days = {correction_days}


# 邮件。只用文件夹收发的，下面都不用填；填好服务器才用邮件收发。
# 密码不能写在这里：收发时当场输入，或者放在系统的凭据管理器里、环境变量里
# （发信 NIANBAO_SMTP_PASSWORD，收信 NIANBAO_IMAP_PASSWORD）。
[mail]

# 发件地址：只写邮箱，或者写成 "公开办 <zwgk@example.cn>"
sender = {sender}

# 单位回信寄到哪个地址；空着就是发件地址
reply_to = {reply_to}

# 从邮箱的哪个文件夹收表，一般是 INBOX（收件箱）
imap_folder = {imap_folder}

# 每分钟至多发几封，发得太快会被邮箱服务商当成垃圾邮件
per_minute = {per_minute}


# 发信的服务器（smtp）和收信的服务器（imap）。要用的，把那五行行首的“#”去掉，照邮箱的说明填，例如：
#   QQ 邮箱：发信 smtp.qq.com，465；收信 imap.qq.com，993；都是 tls；登录名是完整的邮箱地址
#   163 邮箱：发信 smtp.163.com，465；收信 imap.163.com，993；都是 tls；登录名是完整的邮箱地址
#   腾讯企业邮箱：发信 smtp.exmail.qq.com，465；收信 imap.exmail.qq.com，993；都是 tls；登录名是完整的邮箱地址
#   Exchange 等单位自建的：问管理员，发信多为 587、starttls，收信多为 993、tls；
#     登录名是完整的邮箱地址，或者“域\\\\用户名”（写两个反斜杠）
# QQ、163 邮箱先在网页上的设置里开通 SMTP/IMAP 服务；问到密码时，填那里给的“授权码”，不是登录密码。
# security 是怎样加密：tls 一开始就加密；starttls 连上以后加密；none 不加密，只限单位内网。
{smtp}

{imap}
"""


def settings_as_text(settings: Settings) -> str:
    """The text of a ``round.toml`` that holds `settings`; what is not decided stands there as an example."""
    mail = settings.mail
    return _TEXT.format(
        year=settings.year,
        office=_quoted(settings.office),
        office_contact=_quoted(settings.office_contact),
        deadline=f"deadline = {settings.deadline}" if settings.deadline else f"# deadline = {settings.year + 1}-01-15",
        correction_days=settings.correction_days,
        sender=_quoted(mail.sender),
        reply_to=_quoted(mail.reply_to),
        imap_folder=_quoted(mail.imap_folder),
        per_minute=mail.per_minute,
        smtp=_server("smtp", mail.smtp, Server("smtp.example.cn", 465, "tls", "zwgk@example.cn")),
        imap=_server("imap", mail.imap, Server("imap.example.cn", 993, "tls", "zwgk@example.cn")),
    )


def _quoted(text: str) -> str:
    """A basic string of TOML: that of JSON, in which DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _server(name: str, server: Server | None, example: Server) -> str:
    shown = server or example
    lines = (
        f"[mail.{name}]",
        f"host     = {_quoted(shown.host)}",
        f"port     = {shown.port}",
        f"security = {_quoted(shown.security)}",
        f"user     = {_quoted(shown.user)}",
    )
    return "\n".join(lines if server else (f"# {line}" for line in lines))
