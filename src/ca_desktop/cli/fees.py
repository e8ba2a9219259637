"""Commands about money: each takes the arguments and the open office."""

import argparse
from typing import Any

from ca_desktop.cli.answers import Json
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.services.desk import (
    fee_papers,
    fees,
    giving_back,
    money_back,
    receipt_books,
    receipts,
)
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.desk.receipt_books import RegisterBook
from ca_desktop.services.desk.receipts import CollectFee
from ca_desktop.services.office import cash_sheets
from ca_desktop.services.ports.fees import BookRow, FeeRow, ReceiptRow
from ca_desktop.services.ports.office import Ports


def fee_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say what a dossier costs, what was paid, and what the law lets it be free of."""
    found = fees.dossier_fees(ports, arguments.code)
    return {
        "dossier": found.state.code,
        "open_vnd": found.open_vnd,
        "fees": [_fee(fee) for fee in found.fees],
        "receipts": [_receipt(receipt) for receipt in found.receipts],
    }


def fee_assess(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Work a fee of a dossier out, or put one right."""
    given = AssessFee(
        fee=arguments.fee,
        name=arguments.name,
        amount_vnd=arguments.amount,
        pages=arguments.pages,
        copies=arguments.copies,
        times=arguments.times,
        grounds=() if arguments.no_ground else arguments.ground,
        evidence=arguments.evidence,
        note=arguments.note,
    )
    done = fees.assess_fee(ports, arguments.code, given)
    return {
        "dossier": done.code,
        "fee": done.fee_id,
        "due_vnd": done.due_vnd,
        "open_vnd": done.open_vnd,
        "over_vnd": done.over_vnd,
    }


def fee_collect(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take money and record the number of the receipt."""
    given = CollectFee(
        fee=arguments.fee,
        amount_vnd=arguments.amount,
        method=arguments.method,
        receipt=arguments.receipt,
        symbol=arguments.symbol,
        number=arguments.number,
        payer_name=arguments.payer,
    )
    done = receipts.collect_fee(ports, arguments.code, given)
    return _receipt(done.receipt) | {"open_vnd": done.left_vnd}


def fee_paper(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write what a payer is given as a PDF."""
    receipt = receipts.find_receipt(ports, arguments.symbol, arguments.number)
    path = fee_papers.save_fee_receipt(ports, receipt.receipt_id, arguments.out)
    return {"out": str(path)}


def fee_cancel(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let a receipt not count; its number stays used."""
    receipt = receipts.find_receipt(ports, arguments.symbol, arguments.number)
    done = money_back.cancel_receipt(ports, receipt.receipt_id, arguments.reason)
    return _receipt(done.receipt)


def fee_refund(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Give money of a receipt back."""
    receipt = receipts.find_receipt(ports, arguments.symbol, arguments.number)
    done = money_back.refund_fee(
        ports,
        receipt.receipt_id,
        amount=arguments.amount,
        method=arguments.method,
        reason=arguments.reason,
    )
    return _receipt(done.receipt)


def fee_back(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List what is proposed to be given back; give it back, or keep it with a reason."""
    if arguments.code is None:
        return {
            "dossiers": [
                {
                    "dossier": found.row.code,
                    "status": found.row.status,
                    "since": found.row.since,
                    "amount_vnd": found.amount_vnd,
                }
                for found in giving_back.proposals(ports)
            ]
        }
    if arguments.keep:
        done = giving_back.keep_money(ports, arguments.code, arguments.reason)
    else:
        done = giving_back.give_back(
            ports,
            arguments.code,
            amount=arguments.amount,
            method=arguments.method,
            reason=arguments.reason,
        )
    return {"dossier": done.code, "amount_vnd": done.amount_vnd}


def fee_book(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List the books of paper receipts, register one, spoil a leaf, close one."""
    if arguments.symbol is None:
        return {"books": [_book(book) for book in receipt_books.books(ports)]}
    if arguments.first is not None:
        given = RegisterBook(
            form=arguments.form,
            symbol=arguments.symbol,
            first=arguments.first,
            last=arguments.last or "",
        )
        return _book(receipt_books.register_book(ports, given).book)
    known = [x for x in receipt_books.books(ports) if x.symbol == arguments.symbol]
    book = next((x for x in known if x.closed_at is None), None)
    if book is None:
        raise InvalidField("symbol", "NO-SUCH-CHOICE", value=arguments.symbol[:60])
    change = receipt_books.close_book if arguments.close else receipt_books.spoil_leaf
    return _book(change(ports, book.book_id, arguments.reason).book)


def fee_sheet(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Tell what a day or a month brought; write it as a workbook or on paper."""
    day = read_day("day", arguments.date)
    if arguments.month:
        table = cash_sheets.month_table(ports, day.year, day.month)
    else:
        table = cash_sheets.day_table(ports, day, arguments.officer)
    if arguments.out:
        cash_sheets.save_table(ports, table, arguments.out)
    return {
        "rows": [
            {column.key: _figure(table, line, column) for column in table.columns}
            for line in table.lines
        ],
        "total_vnd": table.number(table.total, "left" if arguments.month else "amount"),
        "notes": list(table.notes),
        "out": str(arguments.out) if arguments.out else None,
    }


def _figure(table: ReportTable, line: Line, column: Column) -> str | int:
    if column.kind is Figure.TEXT:
        return table.shown(line, column)
    return table.number(line, column.key)


def _fee(fee: FeeRow) -> dict[str, Any]:
    return {
        "fee": fee.fee_id,
        "name": fee.name,
        "amount_vnd": fee.amount_vnd,
        "off_vnd": fee.off_vnd,
        "grounds": list(fee.grounds),
        "due_vnd": fee.due_vnd,
        "open_vnd": fee.open_vnd,
        "kept_vnd": fee.kept_vnd,
        "over_vnd": fee.over_vnd,
        "at": fee.at,
    }


def _receipt(receipt: ReceiptRow) -> dict[str, Any]:
    return {
        "receipt": receipt.receipt_id,
        "dossier": receipt.dossier_code,
        "kind": receipt.kind,
        "symbol": receipt.symbol,
        "number": receipt.number,
        "name": receipt.name,
        "amount_vnd": receipt.amount_vnd,
        "method": receipt.method,
        "at": receipt.at,
        "cancelled_at": receipt.cancelled_at,
        "refunded_vnd": receipt.refunded_vnd,
    }


def _book(book: BookRow) -> dict[str, Any]:
    return {
        "book": book.book_id,
        "form": book.form,
        "symbol": book.symbol,
        "first": book.printed(book.first),
        "last": book.printed(book.last),
        "next": book.printed(book.next) if book.next is not None else None,
        "given": book.given,
        "cancelled": book.cancelled,
        "closed_at": book.closed_at,
    }
