"""The invented people of the demo newsroom, and one organisation, as plain data.

``PEOPLE`` is a list of dicts: ``slug``, ``kind`` (``person`` or ``organisation``), and ``names``, ``bios``
and ``jobs`` (job titles), each a dict by language code ``en``, ``ar``, ``ckb``. ``SECTIONS``, ``TAGS``,
``NEWSLETTERS`` and ``NEWSROOM`` stand in ``site`` and may be imported from here as well.
"""

from typing import Any

from newsroom.demo.site import NEWSLETTERS, NEWSROOM, SECTIONS, TAGS

__all__ = ["NEWSLETTERS", "NEWSROOM", "PEOPLE", "SECTIONS", "TAGS"]

PEOPLE: list[dict[str, Any]] = [
    {
        "slug": "lana-karim",
        "kind": "person",
        "contact": "lana.karim@newsroom.example",
        "links": ["https://social.example/@lana-karim"],
        "languages": ["ckb", "en", "ar"],
        "names": {"en": "Lana Karim", "ar": "لانا كريم", "ckb": "لانا کەریم"},
        "jobs": {"en": "Reporter", "ar": "مراسلة", "ckb": "پەیامنێر"},
        "bios": {
            "en": "Lana Karim reports on councils, schools and public transport. She began on the "
            "night desk and still reads timetables for pleasure.",
            "ar": "تغطي لانا كريم أخبار المجالس المحلية والمدارس والنقل العام. بدأت عملها في القسم "
            "الليلي، وما زالت تقرأ جداول المواعيد للمتعة.",
            "ckb": "لانا کەریم هەواڵی ئەنجوومەنەکان و قوتابخانە و گواستنەوەی گشتی دەگوازێتەوە. لە بەشی "
            "شەوانەوە دەستی پێ کردووە و هێشتاش خشتەی کاتەکان بۆ خۆشی دەخوێنێتەوە.",
        },
    },
    {
        "slug": "yusuf-haddad",
        "kind": "person",
        "names": {"en": "Yusuf Haddad", "ar": "يوسف حداد", "ckb": "یوسف حەداد"},
        "jobs": {
            "en": "Business correspondent",
            "ar": "مراسل الشؤون الاقتصادية",
            "ckb": "پەیامنێری ئابووری",
        },
        "bios": {
            "en": "Yusuf Haddad writes about markets, small firms and what things cost. He was a "
            "bookkeeper before he was a journalist.",
            "ar": "يكتب يوسف حداد عن الأسواق والمشاريع الصغيرة وكلفة المعيشة. كان محاسباً قبل أن يصبح صحفياً.",
            "ckb": "یوسف حەداد لەبارەی بازاڕ و کارە بچووکەکان و نرخی شتەکانەوە دەنووسێت. پێش "
            "ڕۆژنامەنووسی ژمێریار بووە.",
        },
    },
    {
        "slug": "shilan-aziz",
        "kind": "person",
        "names": {"en": "Shilan Aziz", "ar": "شيلان عزيز", "ckb": "شیلان عەزیز"},
        "jobs": {"en": "Culture editor", "ar": "محررة الشؤون الثقافية", "ckb": "بەرپرسی بەشی کولتوور"},
        "bios": {
            "en": "Shilan Aziz edits the culture pages. She has written about music, crafts and "
            "libraries for fifteen years and plays the daf, quietly.",
            "ar": "تشرف شيلان عزيز على صفحات الثقافة. تكتب منذ خمسة عشر عاماً عن الموسيقى والحرف "
            "والمكتبات، وتعزف على الدف بصوت خافت.",
            "ckb": "شیلان عەزیز سەرپەرشتیی لاپەڕەکانی کولتوور دەکات. پازدە ساڵە لەبارەی مۆسیقا و پیشەی "
            "دەستی و کتێبخانەوە دەنووسێت و بە هێواشی دەف دەژەنێت.",
        },
    },
    {
        "slug": "mariam-nasser",
        "kind": "person",
        "contact": "readers@newsroom.example",
        "languages": ["ar", "en"],
        "names": {"en": "Mariam Nasser", "ar": "مريم ناصر", "ckb": "مەریەم ناسر"},
        "jobs": {"en": "Readers’ editor", "ar": "محررة شؤون القراء", "ckb": "نووسەری کاروباری خوێنەران"},
        "bios": {
            "en": "Mariam Nasser answers readers, looks into complaints and writes the corrections. "
            "She does not edit the stories that she examines.",
            "ar": "تجيب مريم ناصر القراء، وتنظر في الشكاوى، وتكتب التصحيحات. ولا تحرر الأخبار التي تنظر فيها.",
            "ckb": "مەریەم ناسر وەڵامی خوێنەران دەداتەوە، سەیری سکاڵاکان دەکات و ڕاستکردنەوەکان "
            "دەنووسێت. دەستکاریی ئەو هەواڵانە ناکات کە لێیان دەکۆڵێتەوە.",
        },
    },
    {
        "slug": "hemin-rashid",
        "kind": "person",
        "names": {"en": "Hemin Rashid", "ar": "هيمن رشيد", "ckb": "هێمن ڕەشید"},
        "jobs": {"en": "Sports writer", "ar": "كاتب رياضي", "ckb": "نووسەری وەرزش"},
        "bios": {
            "en": "Hemin Rashid writes about the clubs that have no stadium. He coached a school team "
            "for six years and remembers every result.",
            "ar": "يكتب هيمن رشيد عن الأندية التي لا ملعب لها. درّب فريقاً مدرسياً ستة أعوام ويذكر نتائجه كلها.",
            "ckb": "هێمن ڕەشید لەبارەی ئەو یانانەوە دەنووسێت کە یاریگایان نییە. شەش ساڵ ڕاهێنەری "
            "تیپێکی قوتابخانە بووە و هەموو ئەنجامەکانی لە بیرە.",
        },
    },
    {
        "slug": "helen-marlow",
        "kind": "person",
        "languages": ["en", "ckb"],
        "names": {"en": "Helen Marlow", "ar": "هيلين مارلو", "ckb": "هێلین مارلۆ"},
        "jobs": {"en": "Translations editor", "ar": "محررة الترجمة", "ckb": "بەرپرسی وەرگێڕان"},
        "bios": {
            "en": "Helen Marlow looks after the translations between the three editions. She also "
            "writes about birds and gardens when nobody else is quick enough.",
            "ar": "تشرف هيلين مارلو على الترجمة بين الطبعات الثلاث. وتكتب أيضاً عن الطيور والحدائق حين "
            "لا يسبقها أحد إليها.",
            "ckb": "هێلین مارلۆ سەرپەرشتیی وەرگێڕانی نێوان هەر سێ چاپەکە دەکات. هەروەها لەبارەی باڵندە "
            "و باخچەوە دەنووسێت، ئەگەر کەس پێشی نەکەوێت.",
        },
    },
    {
        "slug": "green-valley-wire",
        "kind": "organisation",
        "names": {"en": "Green Valley Wire", "ar": "وكالة الوادي الأخضر", "ckb": "ئاژانسی دۆڵی سەوز"},
        "jobs": {"en": "News agency", "ar": "وكالة أنباء", "ckb": "ئاژانسی هەواڵ"},
        "bios": {
            "en": "Green Valley Wire is an agency of reporters in small towns. Its stories are edited "
            "here by the same rules as our own.",
            "ar": "وكالة الوادي الأخضر وكالة لمراسلين في البلدات الصغيرة. تُحرَّر موادها هنا وفق "
            "القواعد التي نتبعها في موادنا.",
            "ckb": "ئاژانسی دۆڵی سەوز ئاژانسی پەیامنێرانی شارۆچکە بچووکەکانە. لێرە بە هەمان یاسای "
            "هەواڵەکانی خۆمان بە هەواڵەکانیدا دەچینەوە.",
        },
    },
]
