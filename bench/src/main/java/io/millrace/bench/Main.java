package io.millrace.bench;
public class Main { public static void main(String[] a) {} }
