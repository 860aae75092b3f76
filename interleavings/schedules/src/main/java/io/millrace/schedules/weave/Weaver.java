package io.millrace.schedules.weave;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/*
 * What is woven in, in front of an instruction (Points has the methods):
 *
 *   instruction                                        point
 *   field, array element                               plain() or plainWrite(); a volatile field: sync() or syncWrite()
 *   get*(..) of a VarHandle or atomic, interrupted()   sync()
 *   their other methods, java.util.concurrent          syncWrite()
 *   static or instance field that is final             none: nobody can see it change
 *
 * What is replaced by a method of Points: Thread.onSpinWait, Thread.yield, Thread.startVirtualThread,
 * System.nanoTime, LockSupport.park, parkNanos, unpark.
 *
 * A VarHandle's call is signature polymorphic: its arguments lie on the stack already, and stay there while the point
 * runs. Constructors and class initialisers are not woven: nobody else sees the object yet.
 */
/// Puts a scheduling point before every access to memory that threads may share.
final class Weaver {
    private static final ClassDesc POINTS = ClassDesc.of("io.millrace.schedules.Points");
    private static final MethodTypeDesc NOTHING = ConstantDescs.MTD_void;

    private final FieldFacts fields;

    /// @param classes where the class files of other classes are found
    Weaver(ClassLoader classes) {
        fields = new FieldFacts(classes);
    }

    /// Returns the class with its points.
    byte[] weave(byte[] bytes) {
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> !method.methodName().stringValue().startsWith("<"), this::weave));
    }

    private void weave(CodeBuilder code, CodeElement element) {
        switch (element) {
            case FieldInstruction access -> {
                field(code, access);
                code.with(access);
            }
            case ArrayLoadInstruction load -> {
                point(code, "plain");
                code.with(load);
            }
            case ArrayStoreInstruction store -> {
                point(code, "plainWrite");
                code.with(store);
            }
            case InvokeInstruction call -> invoke(code, call);
            default -> code.with(element);
        }
    }

    private void field(CodeBuilder code, FieldInstruction access) {
        String owner = access.owner().asInternalName();
        String name = access.name().stringValue();
        if (fields.isFinal(owner, name)) {
            return;
        }
        boolean writes = access.opcode() == Opcode.PUTFIELD || access.opcode() == Opcode.PUTSTATIC;
        String kind = fields.isVolatile(owner, name) ? "sync" : "plain";
        point(code, writes ? kind + "Write" : kind);
    }

    private static void invoke(CodeBuilder code, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        if (isReplaced(owner, name)) {
            String method = name.equals("yield") ? "giveWay" : name;
            code.invokestatic(POINTS, method, call.typeSymbol());
            return;
        }
        if (owner.equals("java/lang/invoke/VarHandle")
                || owner.startsWith("java/util/concurrent/atomic/")) {
            boolean reads = name.startsWith("get") && !name.startsWith("getAnd");
            point(code, reads ? "sync" : "syncWrite");
        } else if (owner.startsWith("java/util/concurrent/")) {
            point(code, "syncWrite");
        } else if (owner.equals("java/lang/Thread") && name.contains("nterrupt")) {
            point(code, name.equals("interrupt") ? "syncWrite" : "sync");
        }
        code.with(call);
    }

    private static boolean isReplaced(String owner, String name) {
        return switch (owner) {
            case "java/lang/Thread" ->
                    switch (name) {
                        case "onSpinWait", "yield", "startVirtualThread" -> true;
                        default -> false;
                    };
            case "java/lang/System" -> name.equals("nanoTime");
            case "java/util/concurrent/locks/LockSupport" ->
                    switch (name) {
                        case "park", "parkNanos", "unpark" -> true;
                        default -> false;
                    };
            default -> false;
        };
    }

    private static void point(CodeBuilder code, String kind) {
        code.invokestatic(POINTS, kind, NOTHING);
    }
}
