package io.anivia.source.format;

/** How the names of a form's fields may stand for nested objects; nothing is nested unless a source says so. */
enum FormNesting {

    /** {@code a[b]=1} is {@code {"a":{"b":"1"}}}, and {@code a[]=1&a[]=2} an array, as PHP and others read them. */
    BRACKETS,

    /**
     * What lies between {@code c.} and {@code .c} is an object of that name: Adobe's
     * <a href="https://experienceleague.adobe.com/en/docs/analytics/implementation/vars/page-vars/contextdata">context
     * data</a>.
     */
    CONTEXT
}
