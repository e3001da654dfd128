"""``nianbao doctor``"""

import argparse
import sys

EXAMPLE = "  nianbao doctor"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # every command is called alike
    from toolkit.document import find_soffice, missing_fonts

    print(f"✓ Python {sys.version_info.major}.{sys.version_info.minor}")
    soffice = find_soffice()
    if soffice:
        print(f"✓ LibreOffice（{soffice}）：可以生成 PDF。")
    else:
        print("· 没有 LibreOffice：不能直接生成 PDF。Word、网页和工作簿不受影响，PDF 可在 Word 或 WPS 里另存。")
    missing = missing_fonts()
    if missing:
        print(f"· 缺少字体：{'、'.join(missing)}。Word 文档照常写明这些字体，在装有它们的电脑上显示和打印正确；")
        print("  在本机打开时会用别的字体代替，版面可能略有出入。请在办公电脑上安装单位已获授权的字体。")
    else:
        print("✓ 公文字体齐全。")
    return 0
