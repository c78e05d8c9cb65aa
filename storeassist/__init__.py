"""StoreAssist 掌柜助手: a shop's own customers, on the owner's own computer."""

__version__ = "0.4.1"
