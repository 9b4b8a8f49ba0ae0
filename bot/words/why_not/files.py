"""Why the shop says no about a file that is read in."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "file_empty": Says(sentence("There is nothing in the file.")),
    "file_binary": Says(
        sentence("The file doesn't begin with the names of columns in {encoding}. Save it as CSV in UTF-8.")
    ),
    "columns_missing": Says(
        sentence("The file has no column for: {missing}. It has: {columns}. Say which is which: --column NAME=HEADER")
    ),
    "column_unknown": Says(sentence("The file has no column {column}. It has: {columns}.")),
    "column_twice": Says(sentence("The file has two columns called {column}. Rename one of them.")),
    "line_long": Says(sentence("This line is longer than {most} bytes.")),
    "line_encoding": Says(sentence("This line isn't written in {encoding}.")),
    "line_binary": Says(sentence("This line holds a character that no text has.")),
    "line_quotes": Says(sentence("A quotation mark in this line isn't closed, or stands in the wrong place.")),
    "line_columns": Says(sentence("This line doesn't have as many cells as the header. Cells: {found}, not {wanted}.")),
    "amount_unsure": Says(sentence("{given} can be read in two ways. Say which mark the decimals have: --decimal")),
    "quantity_number": Says(sentence("A quantity is a number with at most three decimals, for example: 0.534")),
    "date_unreadable": Says(
        sentence("I can't read the date {given}. It looks like 2026-05-14 17:05; for another order say --dates")
    ),
    "date_future": Says(sentence("That is in the future: {at}.")),
    "receipt_number": Says(sentence("A receipt number has from 1 to {most} characters.")),
    "member_number": Says(sentence("A customer number has from 1 to {most} characters.")),
    "receipt_partner": Says(sentence("Line {line} of the same receipt can't be read, and a receipt goes in whole.")),
    "receipt_lines": Says(sentence("A receipt has fewer than {most} lines. Is this the column of receipt numbers?")),
    "receipt_members": Says(sentence("The lines of this receipt name several customers.")),
    "receipt_days": Says(sentence("The lines of this receipt are more than a day apart: the number was used again.")),
    "receipt_scattered": Says(
        sentence("The file had this receipt on line {line}, far above. Sort the file by receipt and import it again.")
    ),
    "phone_known": Says(sentence("Another customer has this phone number.")),
}
