package io.millrace.house;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/// Finds `synchronized`, as a method or as a block.
final class NoMonitors {
    private NoMonitors() {}

    /// Returns a line for each method that enters a monitor.
    static List<String> violations(ClassModel type) {
        var found = new ArrayList<String>();
        for (MethodModel method : type.methods()) {
            if (method.flags().has(AccessFlag.SYNCHRONIZED) || entersMonitor(method)) {
                found.add(
                        type.thisClass().asInternalName().replace('/', '.')
                                + "."
                                + method.methodName().stringValue()
                                + " is or contains synchronized");
            }
        }
        return found;
    }

    private static boolean entersMonitor(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .anyMatch(e ->
                        e instanceof MonitorInstruction m && m.opcode() == Opcode.MONITORENTER);
    }
}
