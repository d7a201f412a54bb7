// Simulation only: stops the run when inputs do not agree where a sample ends.
//
// TUSER must be on the same packet of every input. Inputs need not send at the same time, so the
// length of each sample is kept from the first input that ends it.
`default_nettype none

module sample_rules #(
    parameter INPUTS = 2,
    // Samples that are watched
    parameter SAMPLES = 1
) (
    input wire              clk,
    input wire              rst,

    // Per input: a packet is being closed, and whether TUSER ends the sample with it
    input wire [INPUTS-1:0] closed,
    input wire [INPUTS-1:0] user
);
    // Packets of every sample, 0 while no input has ended it; of every input the sample it is in,
    // and how many packets of that it has closed
    reg [31:0] length [0:SAMPLES-1];
    reg [31:0] sample [0:INPUTS-1];
    reg [31:0] step   [0:INPUTS-1];

    integer i;
    integer k;
    always @(posedge clk) begin
        if (rst) begin
            for (k = 0; k < SAMPLES; k = k + 1) begin
                length[k] = 32'd0;
            end
            for (i = 0; i < INPUTS; i = i + 1) begin
                sample[i] = 32'd0;
                step[i]   = 32'd0;
            end
        end else begin
            // Blocking: inputs that close a packet in the same clock see each other.
            for (i = 0; i < INPUTS; i = i + 1) begin
                if (closed[i] && sample[i] < SAMPLES) begin
                    step[i] = step[i] + 32'd1;
                    if (user[i] && length[sample[i]] == 32'd0) begin
                        length[sample[i]] = step[i];
                    end
                    if (user[i] && step[i] != length[sample[i]]) begin
                        $display("error: TUSER: input %0d ends sample %0d with packet %0d, another with packet %0d",
                                 i, sample[i], step[i] - 32'd1, length[sample[i]] - 32'd1);
                        $finish;
                    end
                    if (!user[i] && length[sample[i]] != 32'd0 && step[i] >= length[sample[i]]) begin
                        $display("error: TUSER: input %0d does not end sample %0d with packet %0d, as another does",
                                 i, sample[i], length[sample[i]] - 32'd1);
                        $finish;
                    end
                    if (user[i]) begin
                        sample[i] = sample[i] + 32'd1;
                        step[i]   = 32'd0;
                    end
                end
            end
        end
    end
endmodule

`default_nettype wire
