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
    "name": "Night in the city",
    "titles": {"en": "The city at night", "ar": "المدينة ليلاً", "ckb": "شار لە شەودا"},
    "stories": (("night-buses", "main"), ("street-lamps", "sidebar"), ("footbridge-lights", "background")),
}

METHOD: dict[str, dict[str, str]] = {
    "en": {
        "method": "Our reporter was at the committee’s session and asked two of its members afterwards. She read the "
        "timetable and the estimate of the cost. The figure for a full year was not to be had.",
        "source_list": "Session of the transport committee, minutes\nTimetable of the trial, as handed out\n"
        "Two drivers and a nurse, asked at the depot",
    },
    "ar": {
        "method": "حضرت مراسلتنا جلسة اللجنة وسألت بعدها اثنين من أعضائها، وقرأت جدول المواعيد وتقدير الكلفة. أما كلفة "
        "سنة كاملة فلم تُعرف.",
        "source_list": "محضر جلسة لجنة النقل\nجدول مواعيد التجربة كما وُزّع\nسائقان وممرضة سُئلوا في المرأب",
    },
    "ckb": {
        "method": "پەیامنێرەکەمان لە دانیشتنی لیژنەکە ئامادە بوو و دواتر پرسیاری لە دوو ئەندامی کرد. خشتەی کات و "
        "خەمڵاندنی تێچووی خوێندەوە. تێچووی ساڵێکی تەواو نەزانرا.",
        "source_list": "کۆنووسی دانیشتنی لیژنەی گواستنەوە\nخشتەی کاتی تاقیکردنەوەکە، وەک دابەش کرا\n"
        "دوو شۆفێر و پەرستارێک، لە گەراج پرسیاریان لێ کرا",
    },
}
METHOD_OF = "night-buses"
