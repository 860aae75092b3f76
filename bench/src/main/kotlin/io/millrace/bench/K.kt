package io.millrace.bench
object K { @JvmStatic fun main(a: Array<String>) { Main.main(a) } }
