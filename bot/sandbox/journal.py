"""The log of accepted calls: the truth an auditor compares with, written out before the answer is given."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.sandbox.shapes import Json


@dataclass(frozen=True, slots=True)
class Accepted:
    """A call the messenger carried out. `message_id` is that of the (first) message it made, if it made one."""

    seq: int
    method: str
    chat_id: int | None
    params: Json
    at: datetime
    message_id: int | None = None

    def told(self) -> Json:
        """As a row of JSON."""
        row = {"seq": self.seq, "method": self.method, "chat_id": self.chat_id, "params": self.params}
        return {**row, "at": self.at.isoformat(), "message_id": self.message_id}


class Journal(list[Accepted]):
    """Every accepted call that sends or changes something, oldest first; with a file, one JSON line each."""

    def __init__(self, path: Path | None = None) -> None:
        """Append to the file, if one is given."""
        super().__init__()
        self.file: TextIO | None = path.open("a", encoding="utf-8") if path is not None else None

    def write(self, method: str, chat_id: int | None, params: Json, at: datetime, message_id: int | None) -> None:
        """Note a call; it is in the file when this returns."""
        accepted = Accepted(len(self) + 1, method, chat_id, params, at, message_id)
        self.append(accepted)
        if self.file is not None:
            self.file.write(json.dumps(accepted.told(), ensure_ascii=False) + "\n")
            self.file.flush()

    def close(self) -> None:
        """Close the file; what comes later is only kept in memory."""
        if self.file is not None:
            self.file.close()
            self.file = None
