"""An estimate in a terminal: a table of shots, the sums, and what other money would buy.

The one rule: every figure stands in the JSON, too; nothing is worked out here.
"""

from collections.abc import Iterator
from typing import Any

from shared.model.money import dollars

Told = dict[str, Any]


def tell(told: Told) -> None:
    for part in (_head, _shots, _sums, _breakdown, _alone, _money, _closing):
        for line in part(told):
            print(line)


def _head(told: Told) -> Iterator[str]:
    length = f"{told['duration_s']:.1f} s, {told['scenes']} scenes, {len(told['shots'])} shots"
    yield f"{told['title']}: {length}. Prices: {told['book']['name']}, {told['book']['version']}."
    yield ""


def _shots(told: Told) -> Iterator[str]:
    yield f"{'shot':<7}{'length':>8}  {'made by':<42}{'bought':>7}{'quality':>9}{'price':>10}  counts more"
    for shot in told["shots"]:
        who = " ".join(part for part in (shot["backend"], shot["model"], shot["resolution"]) if part)
        bought = f"{shot['bought_s']} s" if shot["bought_s"] else "still" if shot["model"] else ""
        why = ", ".join(shot["counts_more"])
        made = f"{who:<42}{bought:>7}{shot['quality']:>9.2f}{_dollars(shot['price_usd']):>10}"
        yield f"{shot['number']:<7}{shot['seconds']:>6.1f} s  {made}  {why}".rstrip()
    yield ""


def _sums(told: Told) -> Iterator[str]:
    floor = f" (at least {told['quality_floor']:.2f} for {told['preset']})" if told["quality_floor"] else ""
    price, minute = _dollars(told["price_usd"]), _dollars(told["per_minute_usd"])
    yield f"The film: {price}, {minute} a finished minute, quality {told['quality']:.2f}{floor}."
    most, spare = _dollars(told["most_usd"]), _dollars(told["contingency_usd"])
    yield f"Taken from the budget of {_dollars(told['budget_usd'])}: {most}, {spare} of it for fallbacks and shots that"
    yield "are made again; what is not needed returns."


def _breakdown(told: Told) -> Iterator[str]:
    for part, cost in told["breakdown"].items():
        others = {name: price for name, price in (told["elsewhere"].get(part) or {}).items() if price}
        machines = {"video": "", "compute": "on this machine", "storage": "on this machine"}
        note = machines.get(part, "paid, as you asked" if cost else "made here")
        if others:
            note += "; others: " if cost else "; would be "
            note += ", ".join(f"{name} {_dollars(price)}" for name, price in others.items())
        yield f"  {part:<9}{_dollars(cost):>10}  {note}".rstrip()
    if cloud := told["cloud"]:
        work, keeping = _dollars(cloud["compute"]), _dollars(cloud["storage_month"])
        yield f"  In Google's cloud about {work} for the work and {keeping} for a month of keeping, on Google's bill."
    yield ""


def _alone(told: Told) -> Iterator[str]:
    if not told["alone"]:
        return
    yield "One model for all shots:"
    for each in told["alone"]:
        sums = f"{_dollars(each['price_usd']):>10}  quality {each['quality']:.2f}"
        yield f"  {each['backend']:<10}{each['model']:<32}{sums}, {_dollars(each['per_minute_usd'])} a minute"
    yield ""


def _money(told: Told) -> Iterator[str]:
    for name, other in told["money"].items():
        begin = f"With 20 % {name} money ({_dollars(other['budget_usd'])})"
        if not other["possible"]:
            yield f"{begin}: not good enough any more, {other['best_quality']:.2f} at best."
        elif not other["changed"]:
            yield f"{begin}: the same film."
        else:
            some = "; ".join(f"{each['number']} {each['from']} → {each['to']}" for each in other["changed"][:3])
            more = f"; {len(other['changed']) - 3} more" if len(other["changed"]) > 3 else ""
            yield f"{begin}: quality {other['quality']:.2f} instead of {told['quality']:.2f}: {some}{more}."
    for warning in told["warnings"]:
        yield f"note: {warning}"


def _closing(told: Told) -> Iterator[str]:
    keys = ", ".join(told["configured"]) or "none"
    if told["hypothetical"]:
        yield f"As if every backend had a key. Keys here: {keys}."
    else:
        yield f"With the keys that are here: {keys}. Nothing was begun."
    yield f"Make it: {told['render_with']}"


def _dollars(amount: float) -> str:
    """In whole cents from a cent on: an estimate is read, not counted."""
    cents = amount >= 0.01 or not amount
    return dollars(round(amount * 100) * 10_000) if cents else f"${amount:.4f}"
