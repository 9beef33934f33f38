"""What belongs together in the demo newsroom: a series, a package, and what one story says of how it was reported.

Plain data; stories are named by their group, as in ``material``.
"""

from typing import Any

SERIES: dict[str, Any] = {
    "slug": "how-we-work",
    "names": {
        "en": "How this newsroom works",
        "ar": "كيف تعمل غرفة الأخبار هذه",
        "ckb": "ئەم ژووری هەواڵە چۆن کار دەکات",
    },
    "descriptions": {
        "en": "Four short pieces on what happens before and after a story stands on these pages.",
        "ar": "أربع مواد قصيرة عما يجري قبل ظهور الخبر على هذه الصفحات وبعده.",
        "ckb": "چوار نووسینی کورت لەبارەی ئەوەی پێش و پاش بڵاوبوونەوەی هەواڵێک ڕوو دەدات.",
    },
}
PARTS = {
    "how-we-correct-mistakes": 1, "no-trackers-on-these-pages": 2, "what-an-embargo-is": 3,
    "who-decides-the-front-page": 4,
}  # fmt: skip

PACKAGE: dict[str, Any] = {
    "name": "Old town",
    "titles": {"en": "The old town, mended", "ar": "المدينة القديمة تُرمَّم", "ckb": "شارە کۆنەکە نۆژەن دەکرێتەوە"},
    "stories": (("canal-cleanup", "main"), ("market-hall-roof", "sidebar"), ("swifts-return", "background")),
}

METHOD: dict[str, dict[str, str]] = {
    "en": {
        "method": "Our reporter was at the canal on two of the three Saturdays and read the list that the group kept. "
        "The weights are those of the municipal weighbridge. What the pipe would cost, nobody would say.",
        "source_list": "Slips of the municipal weighbridge\nThe group’s list of finds\nProvincial works department, "
        "asked in writing",
    },
    "ar": {
        "method": "كانت مراسلتنا عند القناة في اثنين من أيام السبت الثلاثة، وقرأت القائمة التي احتفظت بها المجموعة. "
        "والأوزان هي أوزان ميزان البلدية. أما كلفة الأنبوب فلم يذكرها أحد.",
        "source_list": "إيصالات ميزان البلدية\nقائمة المجموعة بما عثرت عليه\nدائرة الأشغال في المحافظة، سُئلت كتابةً",
    },
    "ckb": {
        "method": "پەیامنێرەکەمان لە دوو شەممەی سێ شەممەکەدا لەسەر جۆگەکە بوو و ئەو لیستەی خوێندەوە کە گرووپەکە "
        "هەڵیگرتبوو. کێشەکان هی تەرازووی شارەوانین. کەس نەیگوت بۆرییەکە چەندی تێ دەچێت.",
        "source_list": "پسوولەکانی تەرازووی شارەوانی\nلیستی دۆزراوەکانی گرووپەکە\nفەرمانگەی کاری پارێزگا، بە نووسراو "
        "پرسیاری لێ کرا",
    },
}
METHOD_OF = "canal-cleanup"
