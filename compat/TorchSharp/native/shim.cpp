// The bridge between C# and libtorch. No operator has an export of its own: C# names one, gets a
// handle, and calls it with a tagged argument array. Compiles against libtorch 1.13 and 2.x.
//
// A tensor crosses as a TensorImpl* that owns one reference (null: undefined).
// Every function that can fail returns a negative number or null and leaves the text in mlgan_error().
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/cuda.h>
#include <torch/jit.h>
#include <torch/version.h>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using at::Tensor;
using at::TensorImpl;
using c10::IValue;

constexpr int kInterfaceVersion = 1;

thread_local std::string last_error;

template <typename F, typename R>
R guarded(R failed, F&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "unknown native error";
  }
  return failed;
}

Tensor borrow(void* handle) {
  if (handle == nullptr) return {};
  return Tensor(c10::intrusive_ptr<TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<TensorImpl*>(handle)));
}

TensorImpl* impl(void* handle) { return static_cast<TensorImpl*>(handle); }

void* give(Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

std::vector<Tensor> borrow_all(void** handles, int count) {
  std::vector<Tensor> list;
  list.reserve(count);
  for (int i = 0; i < count; i++) list.push_back(borrow(handles[i]));
  return list;
}

// ---- tagged values ----------------------------------------------------------------------------

enum Tag : int32_t {
  kNone, kDefault, kTensor, kInt, kDouble, kBool, kComplex, kString, kDevice, kGenerator,
  kIntList, kDoubleList, kTensorList, kStringList, kTuple, kList,
};

struct Value {
  int32_t tag;
  int32_t count;  // list length, or the device type
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};

struct Slot {  // what the operator's schema wants at one position
  c10::TypeKind kind;
  c10::TypeKind element = c10::TypeKind::AnyType;
  bool optional_element = false;
  int32_t fixed_length = 0;
  bool has_default = false;
  IValue default_value;
  std::string name;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Slot> slots;
};

c10::TypeKind unwrap(c10::TypePtr& type, bool* optional) {
  if (type->kind() == c10::TypeKind::OptionalType) {
    if (optional != nullptr) *optional = true;
    type = type->containedTypes().at(0);
  }
  return type->kind();
}

Slot describe(const c10::Argument& argument) {
  Slot slot;
  c10::TypePtr type = argument.type();
  slot.kind = unwrap(type, nullptr);
  if (slot.kind == c10::TypeKind::ListType) {
    c10::TypePtr element = type->containedTypes().at(0);
    slot.element = unwrap(element, &slot.optional_element);
    slot.fixed_length = argument.N().value_or(0);
  }
  slot.has_default = argument.default_value().has_value();
  if (slot.has_default) slot.default_value = *argument.default_value();
  slot.name = argument.name();
  return slot;
}

c10::complex<double> complex_of(const Value& v) {
  auto parts = static_cast<const double*>(v.pointer);
  return {parts[0], parts[1]};
}

c10::Device device_of(const Value& v) {
  return c10::Device(static_cast<c10::DeviceType>(v.count), static_cast<c10::DeviceIndex>(v.integer));
}

at::Scalar scalar_of(const Value& v) {
  switch (v.tag) {
    case kInt: return at::Scalar(v.integer);
    case kDouble: return at::Scalar(v.real);
    case kBool: return at::Scalar(v.integer != 0);
    case kComplex: return at::Scalar(complex_of(v));
    default: TORCH_CHECK(false, "a number was expected");
  }
}

IValue tensor_list(const Value& v, bool optional_element) {
  auto handles = static_cast<void**>(v.pointer);
  if (optional_element) {
    c10::List<c10::optional<Tensor>> list;
    list.reserve(v.count);
    for (int i = 0; i < v.count; i++)
      list.push_back(handles[i] == nullptr ? c10::optional<Tensor>() : c10::optional<Tensor>(borrow(handles[i])));
    return list;
  }
  c10::List<Tensor> list;
  list.reserve(v.count);
  for (int i = 0; i < v.count; i++) list.push_back(borrow(handles[i]));
  return list;
}

// The value as it is, for functions whose own checks decide (TorchScript).
IValue plain(const Value& v) {
  switch (v.tag) {
    case kNone: return IValue();
    case kTensor: return borrow(v.pointer);
    case kInt: return v.integer;
    case kDouble: return v.real;
    case kBool: return v.integer != 0;
    case kComplex: return complex_of(v);
    case kString: return std::string(static_cast<const char*>(v.pointer), v.count);
    case kDevice: return device_of(v);
    case kGenerator: return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(v.pointer)));
    case kTensorList: return tensor_list(v, false);
    case kIntList: {
      auto first = static_cast<const int64_t*>(v.pointer);
      return std::vector<int64_t>(first, first + v.count);
    }
    case kDoubleList: {
      auto first = static_cast<const double*>(v.pointer);
      return std::vector<double>(first, first + v.count);
    }
    case kStringList: {
      c10::List<std::string> list;
      for (int i = 0; i < v.count; i++) list.emplace_back(static_cast<const char* const*>(v.pointer)[i]);
      return list;
    }
    default: TORCH_CHECK(false, "unsupported argument");
  }
}

bool is_number(const Value& v) { return v.tag >= kInt && v.tag <= kComplex; }

IValue list_for(const Value& v, const Slot& slot) {
  size_t broadcast = std::max(1, slot.fixed_length);
  switch (slot.element) {
    case c10::TypeKind::TensorType:
      if (v.tag == kTensorList) return tensor_list(v, slot.optional_element);
      break;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      if (v.tag == kInt) return std::vector<int64_t>(broadcast, v.integer);
      break;
    case c10::TypeKind::FloatType:
      if (v.tag == kInt || v.tag == kDouble)
        return std::vector<double>(broadcast, v.tag == kInt ? static_cast<double>(v.integer) : v.real);
      if (v.tag == kIntList) {
        auto first = static_cast<const int64_t*>(v.pointer);
        return std::vector<double>(first, first + v.count);
      }
      break;
    case c10::TypeKind::NumberType: {
      c10::List<at::Scalar> list;
      if (is_number(v)) { list.push_back(scalar_of(v)); return list; }
      break;
    }
    case c10::TypeKind::BoolType: {
      c10::List<bool> list;
      if (v.tag == kIntList) {
        for (int i = 0; i < v.count; i++) list.push_back(static_cast<const int64_t*>(v.pointer)[i] != 0);
        return list;
      }
      break;
    }
    default: break;
  }
  return plain(v);
}

// The value as the schema wants it.
IValue coerced(const Value& v, const Slot& slot) {
  if (v.tag == kNone) return IValue();
  switch (slot.kind) {
    case c10::TypeKind::TensorType:
      if (is_number(v)) {
        Tensor number = at::scalar_tensor(scalar_of(v), at::TensorOptions().dtype(scalar_of(v).type()));
        number.unsafeGetTensorImpl()->set_wrapped_number(true);
        return number;
      }
      break;
    case c10::TypeKind::NumberType:
      if (v.tag == kBool) return at::Scalar(v.integer != 0);
      break;
    case c10::TypeKind::FloatType:
      if (v.tag == kInt) return static_cast<double>(v.integer);
      break;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      if (v.tag == kBool) return v.integer;
      break;
    case c10::TypeKind::BoolType:
      if (v.tag == kInt) return v.integer != 0;
      break;
    case c10::TypeKind::ListType:
      return list_for(v, slot);
    default: break;
  }
  return plain(v);
}

Value encode(const IValue& result);

template <typename List>
void* encode_all(const List& items) {
  auto values = static_cast<Value*>(std::malloc(sizeof(Value) * std::max<size_t>(1, items.size())));
  for (size_t i = 0; i < items.size(); i++) values[i] = encode(items[i]);
  return values;
}

// Results: C# frees what `pointer` names for strings, lists and tuples (mlgan_free).
Value encode(const IValue& result) {
  Value v{};
  if (result.isTensor()) {
    v.tag = kTensor;
    v.pointer = give(result.toTensor());
  } else if (result.isNone()) {
    v.tag = kNone;
  } else if (result.isInt()) {
    v.tag = kInt;
    v.integer = result.toInt();
  } else if (result.isDouble()) {
    v.tag = kDouble;
    v.real = result.toDouble();
  } else if (result.isBool()) {
    v.tag = kBool;
    v.integer = result.toBool();
  } else if (result.isComplexDouble()) {
    auto number = result.toComplexDouble();
    auto parts = static_cast<double*>(std::malloc(2 * sizeof(double)));
    parts[0] = number.real();
    parts[1] = number.imag();
    v.tag = kComplex;
    v.pointer = parts;
  } else if (result.isString()) {
    const std::string& text = result.toStringRef();
    v.tag = kString;
    v.count = static_cast<int32_t>(text.size());
    v.pointer = std::malloc(text.size() + 1);
    std::memcpy(v.pointer, text.c_str(), text.size() + 1);
  } else if (result.isTuple()) {
    std::vector<IValue> items = result.toTupleRef().elements();
    v.tag = kTuple;
    v.count = static_cast<int32_t>(items.size());
    v.pointer = encode_all(items);
  } else if (result.isList()) {
    std::vector<IValue> items;
    for (const IValue& item : result.toList()) items.push_back(item);
    v.tag = kList;
    v.count = static_cast<int32_t>(items.size());
    v.pointer = encode_all(items);
  } else {
    TORCH_CHECK(false, "a result of type ", result.tagKind(), " cannot be handed over");
  }
  return v;
}

// ---- functions written in C# -------------------------------------------------------------------

using BackwardCallback = int (*)(void* context, void** gradients, int count, void** results, int capacity);
using FreeCallback = void (*)(void* context);

struct ManagedNode : torch::autograd::Node {
  BackwardCallback backward = nullptr;
  FreeCallback free_context = nullptr;
  void* context = nullptr;
  bool materialize = true;
  std::vector<torch::autograd::SavedVariable> saved;

  ~ManagedNode() override { free_context(context); }

  std::string name() const override { return "ManagedFunction"; }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    std::vector<void*> in(gradients.size()), out(std::max<size_t>(1, num_outputs()), nullptr);
    for (size_t i = 0; i < gradients.size(); i++)
      in[i] = give(gradients[i].defined() || !materialize ? gradients[i] : input_metadata(i).zeros_like());
    int count = backward(context, in.data(), static_cast<int>(in.size()), out.data(), static_cast<int>(out.size()));
    if (count < 0) throw std::runtime_error(last_error);
    torch::autograd::variable_list results(num_outputs());
    for (size_t i = 0; i < results.size(); i++) {
      results[i] = borrow(out[i]);
      if (out[i] != nullptr) c10::raw::intrusive_ptr::decref(impl(out[i]));
    }
    return results;
  }

  void release_variables() override {
    for (auto& variable : saved) variable.reset_data();
  }
};

void attach_output(const std::shared_ptr<ManagedNode>& node, Tensor& output, bool dirty, bool same_as_input) {
  using namespace torch::autograd;
  if (dirty) {
    impl::bump_version(output);
    if (node == nullptr) return;
    TORCH_CHECK(!(output.is_leaf() && output.requires_grad()),
        "a leaf Variable that requires grad has been used in an in-place operation.");
    impl::rebase_history(output, {node, node->add_input_metadata(output)});
    return;
  }
  if (node == nullptr) return;
  // What is an input, or a view of one made while gradients were off, gets an identity of its own.
  if (same_as_input || output.is_view() || output.requires_grad()) output = output.detach();
  impl::set_gradient_edge(output, {node, node->add_input_metadata(output)});
}

void quiet_blas() {
  // OpenBLAS's own threads fight with those of OpenMP, on which libtorch runs.
  if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

void clear(std::vector<Tensor>& list, void** out) {
  for (size_t i = 0; i < list.size(); i++) out[i] = give(std::move(list[i]));
}

at::Generator generator_of(void* handle) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}

using Unit = std::shared_ptr<torch::jit::CompilationUnit>;

}  // namespace

// ---- start, errors, memory ---------------------------------------------------------------------

EXPORT int mlgan_interface_version() { return kInterfaceVersion; }
EXPORT const char* mlgan_torch_version() { return TORCH_VERSION; }
EXPORT const char* mlgan_error() { return last_error.c_str(); }
EXPORT void mlgan_set_error(const char* text) { last_error = text; }
EXPORT void mlgan_free(void* memory) { std::free(memory); }

EXPORT void mlgan_start(int threads) {
#ifdef __GLIBC__
  // A training step asks for the same large buffers again and again. By default glibc gives them back to the system each time,
  // and the system zeroes them each time.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  quiet_blas();
  if (threads > 0) at::set_num_threads(threads);
}

// ---- operators ---------------------------------------------------------------------------------

EXPORT void* mlgan_find(const char* name, const char* overload) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload ? "." : "", overload);
    auto op = new Operator{*handle, {}};
    for (const auto& argument : handle->schema().arguments()) op->slots.push_back(describe(argument));
    return op;
  });
}

EXPORT int mlgan_call(void* handle, const Value* arguments, int count, Value* results, int capacity) {
  return guarded(-1, [&]() -> int {
    auto op = static_cast<Operator*>(handle);
    int wanted = static_cast<int>(op->slots.size());
    TORCH_CHECK(count <= wanted, op->handle.schema().name(), " takes at most ", wanted, " arguments, got ", count);
    torch::jit::Stack stack;
    stack.reserve(wanted);
    for (int i = 0; i < wanted; i++) {
      const Slot& slot = op->slots[i];
      if (i < count && arguments[i].tag != kDefault) {
        stack.push_back(coerced(arguments[i], slot));
      } else {
        TORCH_CHECK(slot.has_default, op->handle.schema().name(), ": argument ", slot.name, " is missing");
        stack.push_back(slot.default_value);
      }
    }
    op->handle.callBoxed(stack);
    int produced = static_cast<int>(stack.size());
    for (int i = 0; i < produced && i < capacity; i++) results[i] = encode(stack[i]);
    return produced;
  });
}

// ---- tensors -----------------------------------------------------------------------------------

EXPORT void mlgan_retain(void* t) { c10::raw::intrusive_ptr::incref(impl(t)); }
EXPORT void mlgan_release(void* t) { c10::raw::intrusive_ptr::decref(impl(t)); }

EXPORT void* mlgan_tensor_copy_of(const void* data, int64_t bytes, const int64_t* sizes, int dims, int dtype) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    Tensor tensor = at::empty(at::IntArrayRef(sizes, dims), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == bytes, "the tensor holds ", tensor.nbytes(), " bytes, the memory ", bytes);
    if (bytes > 0) std::memcpy(tensor.data_ptr(), data, bytes);
    return give(std::move(tensor));
  });
}

EXPORT void* mlgan_tensor_over(void* data, const int64_t* sizes, int dims, int dtype, FreeCallback done, void* context) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    return give(at::from_blob(data, at::IntArrayRef(sizes, dims), [done, context](void*) { done(context); },
        at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype))));
  });
}

EXPORT int mlgan_tensor_dim(void* t) { return guarded(-1, [&] { return static_cast<int>(impl(t)->dim()); }); }
EXPORT int64_t mlgan_tensor_numel(void* t) { return guarded(int64_t{-1}, [&] { return impl(t)->numel(); }); }
EXPORT int mlgan_tensor_dtype(void* t) { return static_cast<int>(c10::typeMetaToScalarType(impl(t)->dtype())); }
EXPORT int mlgan_tensor_device_type(void* t) { return static_cast<int>(impl(t)->device().type()); }
EXPORT int mlgan_tensor_device_index(void* t) { return impl(t)->device().index(); }
EXPORT int64_t mlgan_tensor_storage_offset(void* t) { return guarded(int64_t{-1}, [&] { return impl(t)->storage_offset(); }); }

EXPORT int mlgan_tensor_sizes(void* t, int64_t* sizes) {
  return guarded(-1, [&] {
    auto list = impl(t)->sizes();
    std::copy(list.begin(), list.end(), sizes);
    return 0;
  });
}

EXPORT int mlgan_tensor_strides(void* t, int64_t* strides) {
  return guarded(-1, [&] {
    auto list = impl(t)->strides();
    std::copy(list.begin(), list.end(), strides);
    return 0;
  });
}

EXPORT void* mlgan_tensor_data(void* t) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* { return borrow(t).data_ptr(); });
}

enum Trait : int32_t { kContiguous, kRequiresGrad, kLeaf, kSparse, kPinned, kMeta, kCuda, kNamed, kView };

EXPORT int mlgan_tensor_is(void* t, int trait) {
  return guarded(-1, [&]() -> int {
    Tensor tensor = borrow(t);
    switch (trait) {
      case kContiguous: return tensor.is_contiguous();
      case kRequiresGrad: return tensor.requires_grad();
      case kLeaf: return tensor.is_leaf();
      case kSparse: return tensor.is_sparse();
      case kPinned: return tensor.is_pinned();
      case kMeta: return tensor.is_meta();
      case kCuda: return tensor.is_cuda();
      case kNamed: return tensor.has_names();
      case kView: return tensor.is_view();
      default: return 0;
    }
  });
}

EXPORT int mlgan_tensor_set_requires_grad(void* t, int on) {
  return guarded(-1, [&] { borrow(t).requires_grad_(on != 0); return 0; });
}

EXPORT int mlgan_tensor_retain_grad(void* t) {
  return guarded(-1, [&] { borrow(t).retain_grad(); return 0; });
}

EXPORT int mlgan_tensor_grad(void* t, void** gradient) {
  return guarded(-1, [&] { *gradient = give(borrow(t).mutable_grad()); return 0; });
}

EXPORT int mlgan_tensor_set_grad(void* t, void* gradient) {
  return guarded(-1, [&] { borrow(t).mutable_grad() = borrow(gradient); return 0; });
}

// ---- gradients ---------------------------------------------------------------------------------

EXPORT int mlgan_backward(void** tensors, int count, void** gradients, int gradient_count, void** inputs, int input_count,
    int retain_graph, int create_graph) {
  return guarded(-1, [&] {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradient_count), retain_graph != 0,
        create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

EXPORT int mlgan_grad(void** outputs, int output_count, void** inputs, int input_count, void** gradients, int gradient_count,
    int retain_graph, int create_graph, int allow_unused, void** results) {
  return guarded(-1, [&] {
    auto list = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count),
        borrow_all(gradients, gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    clear(list, results);
    return 0;
  });
}

EXPORT int mlgan_grad_enabled() { return c10::GradMode::is_enabled(); }
EXPORT void mlgan_set_grad_enabled(int on) { c10::GradMode::set_enabled(on != 0); }
EXPORT int mlgan_inference_enabled() { return c10::InferenceMode::is_enabled(); }
EXPORT void* mlgan_inference_enter(int on) { return new c10::InferenceMode(on != 0); }
EXPORT void mlgan_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
EXPORT int mlgan_anomaly(int bit) {
  return bit == 0 ? torch::autograd::AnomalyMode::is_enabled() : torch::autograd::AnomalyMode::should_check_nan();
}
EXPORT void mlgan_set_anomaly(int on, int check_nan) { torch::autograd::AnomalyMode::set_enabled(on != 0, check_nan != 0); }

// `outputs` holds what forward returned and receives what apply returns; flags: 1 not differentiable, 2 dirty.
EXPORT void* mlgan_function(BackwardCallback backward, FreeCallback free_context, void* context, int materialize,
    void** inputs, int input_count, void** outputs, const int* flags, int output_count, void** saved, int saved_count) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto node = std::shared_ptr<ManagedNode>(new ManagedNode(), torch::autograd::deleteNode);
    node->backward = backward;
    node->free_context = free_context;
    node->context = context;
    node->materialize = materialize != 0;
    auto variables = borrow_all(inputs, input_count);
    node->set_next_edges(torch::autograd::collect_next_edges(variables));
    std::vector<Tensor> results = borrow_all(outputs, output_count);
    {
      c10::AutoGradMode off(false);
      for (int i = 0; i < output_count; i++) {
        bool same = false;
        for (const Tensor& input : variables) same = same || (input.defined() && input.is_same(results[i]));
        bool differentiable = (flags[i] & 1) == 0 && results[i].defined() && torch::autograd::isDifferentiableType(results[i].scalar_type());
        if (!differentiable) {
          node->add_input_metadata(torch::autograd::Node::undefined_input());
          if (same && (flags[i] & 2) == 0) results[i] = results[i].detach();
          continue;
        }
        attach_output(node, results[i], (flags[i] & 2) != 0, same);
      }
    }
    for (int i = 0; i < saved_count; i++) {
      Tensor variable = borrow(saved[i]);
      bool is_output = variable.defined() && variable.grad_fn().get() == node.get();
      node->saved.emplace_back(variable, is_output);
    }
    clear(results, outputs);
    return node.get();
  });
}

EXPORT int mlgan_function_saved(void* node, void** tensors) {
  return guarded(-1, [&] {
    auto owner = static_cast<ManagedNode*>(node);
    for (size_t i = 0; i < owner->saved.size(); i++) tensors[i] = give(owner->saved[i].unpack(owner->shared_from_this()));
    return 0;
  });
}

// ---- generators, threads, devices --------------------------------------------------------------

EXPORT void* mlgan_generator(int device_type, int device_index, int64_t seed, int fresh) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    if (fresh && device.is_cpu()) return at::make_generator<at::CPUGeneratorImpl>(seed).unsafeReleaseGeneratorImpl();
    at::Generator generator = at::globalContext().defaultGenerator(device);
    if (fresh) {
      generator = generator.clone();
      generator.set_current_seed(seed);
    }
    return generator.unsafeReleaseGeneratorImpl();
  });
}

EXPORT void mlgan_generator_release(void* generator) { c10::raw::intrusive_ptr::decref(static_cast<c10::GeneratorImpl*>(generator)); }

EXPORT int mlgan_generator_seed(void* handle, int64_t* seed, int action) {  // 0 read, 1 set, 2 draw a new one
  return guarded(-1, [&] {
    at::Generator generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    if (action == 1) generator.set_current_seed(static_cast<uint64_t>(*seed));
    *seed = static_cast<int64_t>(action == 2 ? generator.seed() : generator.current_seed());
    return 0;
  });
}

EXPORT void* mlgan_generator_state(void* handle) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    at::Generator generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    return give(generator.get_state());
  });
}

EXPORT int mlgan_generator_set_state(void* handle, void* state) {
  return guarded(-1, [&] {
    at::Generator generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(borrow(state));
    return 0;
  });
}

EXPORT int mlgan_manual_seed(int64_t seed) {
  return guarded(-1, [&] { at::manual_seed(static_cast<uint64_t>(seed)); return 0; });
}

EXPORT int mlgan_threads() { return at::get_num_threads(); }
EXPORT int mlgan_set_threads(int count) { return guarded(-1, [&] { at::set_num_threads(count); quiet_blas(); return 0; }); }
EXPORT int mlgan_interop_threads() { return at::get_num_interop_threads(); }
EXPORT int mlgan_set_interop_threads(int count) { return guarded(-1, [&] { at::set_num_interop_threads(count); return 0; }); }
EXPORT int mlgan_default_dtype() { return static_cast<int>(c10::get_default_dtype_as_scalartype()); }
EXPORT int mlgan_set_default_dtype(int dtype) {
  return guarded(-1, [&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype))); return 0; });
}

EXPORT int mlgan_blas_threads() {
  auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  return get == nullptr ? 0 : get();
}

EXPORT int mlgan_cuda_available() { return guarded(0, [] { return static_cast<int>(torch::cuda::is_available()); }); }
EXPORT int mlgan_cudnn_available() { return guarded(0, [] { return static_cast<int>(torch::cuda::cudnn_is_available()); }); }
EXPORT int mlgan_cuda_device_count() { return guarded(0, [] { return static_cast<int>(torch::cuda::device_count()); }); }
EXPORT int mlgan_cuda_synchronize(int64_t device) {
  return guarded(-1, [&] { torch::cuda::synchronize(device); return 0; });
}
EXPORT int mlgan_cuda_seed(int64_t seed, int all) {
  return guarded(-1, [&] {
    if (all) torch::cuda::manual_seed_all(static_cast<uint64_t>(seed));
    else torch::cuda::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

enum Switch : int32_t { kCudnnBenchmark, kCudnnDeterministic, kCudnnTf32, kMatmulTf32 };

EXPORT int mlgan_switch(int which, int value) {  // value < 0: read
  return guarded(-1, [&]() -> int {
    auto& context = at::globalContext();
    switch (which) {
      case kCudnnBenchmark: if (value >= 0) context.setBenchmarkCuDNN(value != 0); return context.benchmarkCuDNN();
      case kCudnnDeterministic: if (value >= 0) context.setDeterministicCuDNN(value != 0); return context.deterministicCuDNN();
      case kCudnnTf32: if (value >= 0) context.setAllowTF32CuDNN(value != 0); return context.allowTF32CuDNN();
      case kMatmulTf32: if (value >= 0) context.setAllowTF32CuBLAS(value != 0); return context.allowTF32CuBLAS();
      default: return -1;
    }
  });
}

// ---- TorchScript -------------------------------------------------------------------------------

EXPORT void* mlgan_jit_compile(const char* source) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* { return new Unit(torch::jit::compile(source)); });
}

EXPORT void mlgan_jit_release(void* unit) { delete static_cast<Unit*>(unit); }

EXPORT int mlgan_jit_invoke(void* unit, const char* name, const Value* arguments, int count, Value* result) {
  return guarded(-1, [&] {
    torch::jit::Stack stack;
    stack.reserve(count);
    for (int i = 0; i < count; i++) stack.push_back(plain(arguments[i]));
    *result = encode((*static_cast<Unit*>(unit))->get_function(name)(std::move(stack)));
    return 0;
  });
}
