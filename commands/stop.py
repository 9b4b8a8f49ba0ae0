"""How a command ends when it can't go on: one sentence, and an exit code that a service manager understands."""

BUSY = 75  # EX_TEMPFAIL: another process has it; try again later
WRONG = 78  # EX_CONFIG: nothing will change until somebody changes a setting


class StopError(Exception):
    """The command can't go on: one sentence for the operator, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
