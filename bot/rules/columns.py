"""Which column of a file is which: by the names that tills and spreadsheets give them, or as the operator says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.rules.refusals import Refusal


class Field(NamedTuple):
    """What a column may hold: our name for it, whether a file needs it, and the names others give it (tidied)."""

    name: str
    needed: bool
    called: tuple[str, ...]


def _field(name: str, called: str, *, needed: bool = False) -> Field:
    return Field(name, needed, (name, *(_tidy(one) for one in called.split(","))))


def _tidy(header: str) -> str:
    """A header without case, width, marks and doubled spaces."""
    plain = unicodedata.normalize("NFKC", header).casefold().replace("ё", "е")
    return re.sub(r"[\s_\-.:#№/]+", " ", plain).strip()


_MEMBER = _field(
    "member",
    "member id,member number,external id,customer,customer id,customer number,customer no,loyalty card,card number,"
    "card,client,client id,household id,kunde,kundennummer,kundennr,kunden nr,kartennummer,cliente,"
    "会员,会员号,会员编号,会员卡号,客户,客户号,客户编号,顾客,顾客编号,會員,會員號,會員編號,會員卡號,客戶,客戶編號,顧客,顧客編號,"
    "клиент,номер клиента,код клиента,id клиента,покупатель,номер карты,карта",
    needed=True,
)

PURCHASE = (
    _field(
        "receipt",
        "receipt number,receipt no,receipt id,transaction,transaction id,transaction number,invoice,invoice number,"
        "invoice no,order,order id,order number,order no,basket id,bon,bonnummer,bon nr,beleg,belegnummer,beleg nr,"
        "ticket,小票,小票号,收据,收据号,单号,订单号,订单编号,流水号,交易号,收據,收據號碼,單號,訂單號,訂單編號,發票號碼,交易序號,"
        "чек,номер чека,№ чека,квитанция,заказ,номер заказа,номер документа",
        needed=True,
    ),
    _field(
        "at",
        "date and time,date time,datetime,timestamp,date,purchased at,purchase date,sold at,transaction date,"
        "order date,datum,zeitpunkt,fecha,日期,日期时间,交易时间,交易日期,购买时间,购买日期,下单时间,日期時間,"
        "交易時間,購買時間,購買日期,дата,дата и время,дата продажи,дата покупки,дата чека",
        needed=True,
    ),
    _MEMBER,
    _field(
        "amount",
        "line total,line amount,total,sum,paid,price paid,sales value,betrag,summe,umsatz,importe,montant,"
        "金额,实付金额,实收金额,小计,金額,實付金額,實收金額,小計,сумма,сумма руб,стоимость,итого",
        needed=True,
    ),
    _field("time", "uhrzeit,hora,heure,时间,時間,время"),
    _field(
        "sku",
        "article,article number,item number,item id,product id,product code,plu,ean,barcode,gtin,upc,artikelnummer,"
        "artikelnr,artikel nr,商品编号,商品编码,货号,条码,商品条码,商品編號,貨號,條碼,商品條碼,"
        "артикул,код товара,штрихкод",
    ),
    _field(
        "product",
        "product name,item,item name,description,article name,artikel,bezeichnung,"
        "商品,商品名称,品名,商品名稱,товар,наименование,наименование товара,название",
    ),
    _field("quantity", "qty,pieces,units,menge,anzahl,stück,cantidad,数量,數量,количество,кол во"),
)

MEMBER = (
    _MEMBER,
    _field(
        "name", "full name,customer name,member name,姓名,名字,客户姓名,会员姓名,客戶姓名,會員姓名,имя,фио,имя клиента"
    ),
    _field(
        "phone",
        "phone number,mobile,mobile number,mobile phone,tel,telephone,telefon,telefonnummer,handy,"
        "电话,手机,手机号,手机号码,电话号码,電話,手機,手機號碼,電話號碼,телефон,номер телефона,мобильный",
    ),
    _field(
        "joined",
        "joined at,join date,member since,since,registered,registered at,registration date,created,created at,"
        "注册日期,注册时间,入会日期,加入日期,註冊日期,註冊時間,入會日期,дата регистрации,дата вступления",
    ),
    _field(
        "birthday",
        "birth date,birthdate,date of birth,dob,bday,born,geburtstag,geburtsdatum,geb datum,fecha de nacimiento,"
        "date de naissance,生日,出生日期,出生年月日,出生日,день рождения,дата рождения,д р",
    ),
)

Columns = Mapping[str, int]
"""The place of each field's column, from 0."""


def arrange(fields: Sequence[Field], header: Sequence[str], said: Mapping[str, str]) -> Columns | Refusal:
    """Find each field's column.

    What the operator says wins; then a field's own name, then the names others give it in the table's order.

    Args:
        fields: PURCHASE or MEMBER.
        header: the file's first line.
        said: a field's name, and the header of its column.

    Returns:
        Refusal: `column_unknown` (`column`, `columns`), `column_twice` (`column`), `columns_missing` (`missing`,
            `columns`).
    """
    tidied = [_tidy(one) for one in header]
    there = ", ".join(one for one in header if one.strip())[:500]
    places: dict[str, int] = {}
    for field in fields:
        wanted = (_tidy(said[field.name]),) if field.name in said else field.called
        name = next((one for one in wanted if one in tidied), None)
        if name is None:
            if field.name in said:
                return Refusal("column_unknown", {"column": said[field.name][:64], "columns": there})
        elif tidied.count(name) > 1:
            return Refusal("column_twice", {"column": header[tidied.index(name)][:64]})
        else:
            places[field.name] = tidied.index(name)
    missing = [field.name for field in fields if field.needed and field.name not in places]
    return Refusal("columns_missing", {"missing": ", ".join(missing), "columns": there}) if missing else places
