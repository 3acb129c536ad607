from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import path
from django.views.generic.edit import FormView


class SignUp(FormView):
    template_name = "form.html"
    form_class = UserCreationForm
    success_url = "/login/"

    def form_valid(self, form):
        form.save()
        return super().form_valid(form)


urlpatterns = [
    path("signup/", SignUp.as_view()),
    path("login/", LoginView.as_view(template_name="form.html")),
    path("in/", lambda request: HttpResponse(request.user.get_username())),
]
