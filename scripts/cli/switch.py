"""`aiprod switch`: how the switches stand; a person flips one."""

import argparse
import json

from scripts.local import home
from shared.money import switches


def switch(asked: argparse.Namespace) -> int:
    machine = home.enter()
    if asked.name and asked.turn:
        why = asked.why or "a person said so"
        switches.flip(machine, asked.name, on=asked.turn == "on", by=switches.PERSON, why=why)
    told = switches.every(machine)
    if asked.json:
        print(json.dumps({"switches": told}))
        return 0
    for name, stands in told.items():
        print(f"{name:<16} {'ON ' if stands['on'] else 'off'}  {stands['does']}")
        if stands["on"]:
            print(f"{'':<21} {stands['by']}: {stands['why']}")
    return 0
