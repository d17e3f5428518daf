Console.Error.WriteLine("soilbeta: no verb is built yet.");
return 2;
