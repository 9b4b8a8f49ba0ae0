"""The goods."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from bot.tables.base import RowId, table_of


class Product(SQLModel, table=True):
    """Something the store sells, by the number its tills know it under."""

    __table_args__ = (CheckConstraint("price >= 0", name="price"), CheckConstraint("refill_days > 0", name="refill"))

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    sku: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=120)
    category: str = Field(default="", max_length=64)
    price: int | None = Field(default=None, sa_type=BigInteger, description="minor units")
    refill_days: int | None = Field(default=None, description="how long one lasts, as the shop sees it")


products = table_of(Product)
