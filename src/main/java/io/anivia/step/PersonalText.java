package io.anivia.step;

/** What is found within texts and masked. */
enum PersonalText {

    CARD, EMAIL, PHONE
}
