#include "text/classes.h"

#include "text/text.h"

#include <utf8proc.h>

// clang-format off
#define L CLASS_LOWER
#define U CLASS_UPPER
#define D CLASS_DIGIT
#define S CLASS_SPECIAL
const uint8_t ascii_classes[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, /*   ! " # $ % & ' ( ) * + , - . / */
    D, D, D, D, D, D, D, D, D, D, S, S, S, S, S, S, /* 0 1 2 3 4 5 6 7 8 9 : ; < = > ? */
    S, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, /* @ A B C D E F G H I J K L M N O */
    U, U, U, U, U, U, U, U, U, U, U, S, S, S, S, S, /* P Q R S T U V W X Y Z [ \ ] ^ _ */
    S, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* ` a b c d e f g h i j k l m n o */
    L, L, L, L, L, L, L, L, L, L, L, S, S, S, S, 0, /* p q r s t u v w x y z { | } ~   */
};
#undef L
#undef U
#undef D
#undef S
// clang-format on

enum text_class text_class_of(uint32_t point)
{
    if (point < 0x80 && ascii_classes[point] != 0)
        return (enum text_class)ascii_classes[point];
    switch (utf8proc_get_property((utf8proc_int32_t)point)->category) {
    case UTF8PROC_CATEGORY_LL:
        return CLASS_LOWER;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT: /* one letter for two, the first of them a capital */
        return CLASS_UPPER;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN: /* marks belong to letters more than to anything else */
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CLASS_OTHER_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL: /* Roman numerals, superscripts, circled numbers: people who */
    case UTF8PROC_CATEGORY_NO: /* type them mean a number, and it must not pass for a special */
        return CLASS_DIGIT;
    default:
        return CLASS_SPECIAL;
    }
}
