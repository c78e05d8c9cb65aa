"""How Chinese surnames are read: those with a reading of their own, and those of two characters."""

from __future__ import annotations

SURNAME_READINGS = {
    "单": ("shan", "dan"), "曾": ("zeng", "ceng"), "仇": ("qiu", "chou"), "解": ("xie", "jie"), "区": ("ou", "qu"),
    "朴": ("piao", "pu"), "查": ("zha", "cha"), "盖": ("ge", "gai"), "乐": ("yue", "le"), "缪": ("miao", "mou"),
    "任": ("ren",), "华": ("hua",), "员": ("yun", "yuan"), "种": ("chong", "zhong"), "黑": ("he", "hei"),
    "秘": ("bi", "mi"), "折": ("she", "zhe"), "繁": ("po", "fan"), "覃": ("qin", "tan"), "翟": ("zhai", "di"),
    "隗": ("wei", "kui"), "洗": ("xian", "xi"), "冼": ("xian",), "召": ("shao", "zhao"), "句": ("gou", "ju"),
    "令": ("ling",), "尉": ("wei", "yu"), "葛": ("ge",), "燕": ("yan",), "纪": ("ji",), "宁": ("ning",),
    "过": ("guo",), "哈": ("ha",), "占": ("zhan",), "车": ("che", "ju"), "郇": ("xun", "huan"), "佴": ("nai",),
    "逄": ("pang",), "乜": ("nie", "mie"), "厍": ("she",), "祭": ("zhai", "ji"), "恽": ("yun",), "那": ("na", "nuo"),
    "长": ("chang", "zhang"), "沈": ("shen", "chen"), "石": ("shi",), "贾": ("jia",), "俞": ("yu",), "于": ("yu",),
    "重": ("chong", "zhong"), "谌": ("chen", "shen"), "褚": ("chu",), "阚": ("kan",), "晁": ("chao",), "卜": ("bu",),
    "呙": ("guo", "wo"), "瞿": ("qu", "ju"), "尹": ("yin",), "殷": ("yin",), "鲍": ("bao",), "柏": ("bai", "bo"),
    "薄": ("bo", "bao"), "应": ("ying",), "曲": ("qu",), "都": ("du", "dou"), "相": ("xiang",), "参": ("shen", "can"),
    "翁": ("weng",), "牟": ("mou", "mu"), "宓": ("mi", "fu"), "哲": ("zhe",), "幺": ("yao",), "适": ("kuo", "shi"),
    "不": ("fou", "bu"), "撒": ("sa",), "钻": ("zuan",), "行": ("xing", "hang"), "藏": ("zang", "cang"),
}  # fmt: skip
"""Surnames with a reading of their own, or with several; the first is the one bearers use."""

DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "宰父": ("zai", "fu"), "鲜于": ("xian", "yu"), "令狐": ("ling", "hu"),
    "呼延": ("hu", "yan"), "赫连": ("he", "lian"), "皇甫": ("huang", "fu"), "夏侯": ("xia", "hou"),
}  # fmt: skip

_SPOKEN = {
    "单": "Shàn", "曾": "Zēng", "仇": "Qiú", "解": "Xiè", "区": "Ōu", "朴": "Piáo", "查": "Zhā", "盖": "Gě", "乐": "Yuè",
    "缪": "Miào", "任": "Rén", "华": "Huà", "员": "Yùn", "种": "Chóng", "黑": "Hè", "秘": "Bì", "折": "Shé", "繁": "Pó",
    "覃": "Qín", "翟": "Zhái", "隗": "Wěi", "冼": "Xiǎn", "召": "Shào", "句": "Gōu", "尉": "Wèi", "葛": "Gě", "燕": "Yān",
    "纪": "Jǐ", "宁": "Nìng", "过": "Guō", "占": "Zhān", "车": "Chē", "逄": "Páng", "乜": "Niè", "祭": "Zhài", "那": "Nā",
    "谌": "Chén", "瞿": "Qú", "柏": "Bǎi", "薄": "Bó", "都": "Dū", "牟": "Móu", "宓": "Mì", "适": "Kuò", "撒": "Sǎ",
    "尉迟": "Yùchí", "万俟": "Mòqí", "长孙": "Zhǎngsūn", "澹台": "Tántái", "单于": "Chányú", "宰父": "Zǎifǔ",
    "鲜于": "Xiānyú", "令狐": "Línghú", "呼延": "Hūyán", "赫连": "Hèlián", "皇甫": "Huángfǔ", "夏侯": "Xiàhóu",
}  # fmt: skip


def spoken_surname(name: str) -> str:
    """How to say the surname of ``name`` aloud, with its tone (Shàn for 单晓岚); "" where everyone knows."""
    return (len(name) > 2 and _SPOKEN.get(name[:2])) or _SPOKEN.get(name[:1], "")
